//! The same looks as SVG pictures.

use super::study::{interpolated, lanes_at_work, law};
use crate::fault::Fault;
use crate::measure::scaling::Scaling;
use crate::measure::sweep::Sweep;
use crate::verdict::Profile;
use plotters::prelude::*;

const SIZE: (u32, u32) = (560, 380);
/// Large enough that a phone, which shows the picture at two thirds of its width,
/// still shows letters that can be read.
const FONT: (&str, i32) = ("sans-serif", 23);
/// Colours that are told apart without colour vision, too: dark and light.
const MEASURED: RGBColor = RGBColor(0, 90, 160);
const IDEAL: RGBColor = RGBColor(150, 150, 150);
const FITTED: RGBColor = RGBColor(200, 90, 0);
/// Columns that a lane is cut into.
const COLUMNS: u64 = 240;

/// Speedup over threads: measured, the fitted law, and the ideal.
pub fn scaling(scaling: &Scaling, title: &str) -> Result<String, Fault> {
    let first_s = scaling.points.first().map_or(1.0, |point| point.seconds);
    let most = scaling.points.iter().map(|point| point.threads).max().unwrap_or(1);
    let top = scaling.cores as f64 * 1.15 + 0.1;
    draw(|area| {
        let mut chart = titled(area, title)
            .margin(16)
            .x_label_area_size(64)
            .y_label_area_size(72)
            .build_cartesian_2d(0.8..most as f64 + 0.2, 0.0..top)?;
        let whole = |x: &f64| if x.fract() == 0.0 { format!("{x:.0}") } else { String::new() };
        chart
            .configure_mesh()
            .x_labels(most + 1)
            .x_label_formatter(&whole)
            .x_desc("threads")
            .y_desc("speedup over one thread")
            .light_line_style(TRANSPARENT)
            .label_style(FONT)
            .draw()?;
        let ideal = (1..=most).map(|p| (p as f64, p.min(scaling.cores) as f64));
        let dash = |x, y| PathElement::new([(x, y), (x + 8, y)], IDEAL.stroke_width(2));
        chart
            .draw_series(DashedLineSeries::new(ideal, 8, 6, IDEAL.stroke_width(2)))?
            .label("ideal")
            .legend(move |(x, y)| EmptyElement::at((x, y)) + dash(0, 0) + dash(14, 0));
        if let Some(law) = law(scaling) {
            let fitted = (1..=most).map(|p| (p as f64, 1.0 / law.time(p, scaling.cores)));
            chart
                .draw_series(LineSeries::new(fitted, FITTED.stroke_width(2)))?
                .label("fitted law")
                .legend(|(x, y)| PathElement::new([(x, y), (x + 20, y)], FITTED.stroke_width(2)));
        }
        let measured = scaling.points.iter().map(|point| {
            Circle::new((point.threads as f64, first_s / point.seconds), 5, MEASURED.filled())
        });
        chart
            .draw_series(measured)?
            .label("measured")
            .legend(|(x, y)| Circle::new((x + 10, y), 5, MEASURED.filled()));
        chart
            .configure_series_labels()
            .label_font(FONT)
            .position(SeriesLabelPosition::LowerRight)
            .border_style(BLACK)
            .background_style(WHITE)
            .draw()?;
        Ok(())
    })
}

/// Time over choices; the choices' axis is logarithmic.
pub fn sweep(sweep: &Sweep, title: &str) -> Result<String, Fault> {
    let ms = |seconds: f64| seconds * 1e3;
    let times = || sweep.points.iter().map(|point| ms(point.seconds));
    let high = times().fold(0.0, f64::max);
    let choices = || sweep.points.iter().map(|point| point.choice as f64);
    let (first, last) = (choices().fold(f64::INFINITY, f64::min), choices().fold(1.0, f64::max));
    draw(|area| {
        let mut chart = titled(area, title)
            .margin(16)
            .x_label_area_size(64)
            .y_label_area_size(92)
            .build_cartesian_2d((first.max(1.0) * 0.7..last * 1.4).log_scale(), 0.0..high * 1.1)?;
        chart
            .configure_mesh()
            .x_label_formatter(&|x| short(*x as usize))
            .y_labels(6)
            .y_label_formatter(&|y| format!("{y:.2}"))
            .x_desc("choice")
            .y_desc("time in ms")
            .light_line_style(TRANSPARENT)
            .label_style(FONT)
            .draw()?;
        let line = sweep.points.iter().map(|point| (point.choice as f64, ms(point.seconds)));
        chart.draw_series(LineSeries::new(line.clone(), MEASURED.stroke_width(2)))?;
        chart.draw_series(line.map(|point| Circle::new(point, 3, MEASURED.filled())))?;
        let own = sweep.points.iter().filter(|point| point.choice == sweep.own);
        let own = own.map(|point| {
            EmptyElement::at((point.choice as f64, ms(point.seconds)))
                + Circle::new((0, 0), 7, FITTED.stroke_width(3))
                + Text::new("yours", (-24, -36), FONT)
        });
        chart.draw_series(own)?;
        Ok(())
    })
}

/// A number at an axis: `100`, `16k`, `3M`.
fn short(number: usize) -> String {
    match number {
        0 => "0".to_owned(),
        n if n % 1_000_000 == 0 => format!("{}M", n / 1_000_000),
        n if n % 1_000 == 0 => format!("{}k", n / 1_000),
        n => n.to_string(),
    }
}

/// What each thread did over time: dark runs, light waits for a core.
pub fn trace(profile: &Profile, title: &str) -> Result<String, Fault> {
    let trace = &profile.trace;
    let end_ns = trace.moments_ns.last().copied().unwrap_or(1).max(1);
    let lanes = lanes_at_work(trace);
    let length_ms = end_ns as f64 * 1e-6;
    let names: Vec<&str> = lanes.iter().map(|lane| lane.name.as_str()).collect();
    draw(|area| {
        let mut chart = titled(area, title)
            .margin(16)
            .x_label_area_size(64)
            .y_label_area_size(104)
            .build_cartesian_2d(0.0..length_ms, 0.0..lanes.len() as f64)?;
        let name = |y: &f64| {
            // Half-way up its lane stands a thread's name.
            let lane = lanes.len() as f64 - y;
            let is_middle = (lane.fract() - 0.5).abs() < 0.01;
            if is_middle {
                names.get(lane as usize).copied().unwrap_or("").to_owned()
            } else {
                String::new()
            }
        };
        chart
            .configure_mesh()
            .disable_y_mesh()
            .y_labels(2 * lanes.len() + 1)
            .y_label_formatter(&name)
            .x_labels(6)
            .x_desc("time in ms")
            .light_line_style(TRANSPARENT)
            .label_style(FONT)
            .draw()?;
        for (number, lane) in lanes.iter().enumerate() {
            let top = (lanes.len() - number) as f64;
            for column in 0..COLUMNS {
                let (from, to) = (end_ns * column / COLUMNS, end_ns * (column + 1) / COLUMNS);
                let spent = |samples: &[u64]| {
                    let value = |ns| interpolated(&trace.moments_ns, samples, ns);
                    ((value(to) - value(from)) / (to - from).max(1) as f64).min(1.0)
                };
                let (runs, waits) = (spent(&lane.cpu_ns), spent(&lane.waited_ns));
                let (height, style) = match runs {
                    runs if runs > 0.05 => (runs, MEASURED.filled()),
                    _ if waits > 0.05 => (waits.min(1.0), FITTED.mix(0.4).filled()),
                    _ => continue,
                };
                let ms = |ns: u64| ns as f64 * 1e-6;
                let corners = [(ms(from), top - 0.9), (ms(to), top - 0.9 + 0.8 * height)];
                chart.draw_series([Rectangle::new(corners, style)])?;
            }
        }
        Ok(())
    })
}

/// A chart with a title above it; without one where the page has said it.
fn titled<'a, 'b>(area: &'a Area<'b>, title: &str) -> ChartBuilder<'a, 'b, SVGBackend<'b>> {
    let mut chart = ChartBuilder::on(area);
    if !title.is_empty() {
        chart.caption(title, FONT);
    }
    chart
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

fn draw(paint: impl FnOnce(&Area<'_>) -> Drawn) -> Result<String, Fault> {
    let mut svg = String::new();
    let drawn = {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)
            .map_err(Into::into)
            .and_then(|()| paint(&area))
            .and_then(|()| area.present().map_err(Into::into))
    };
    drawn.map_err(|error: Box<dyn std::error::Error>| {
        Fault::new(format!("cannot draw the picture: {error}"), "this is a bug in the grader")
    })?;
    Ok(svg)
}
