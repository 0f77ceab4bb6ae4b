//! The pictures: numbers in, SVG out. Shapes and kinds of lines say what colours say.

use super::noted::{BANDWIDTH, FITTED, HALVES, LAW, PEAK, POOL, PROGRAMS, Program, SAMPLES};
use plotters::coord::Shift;
use plotters::prelude::*;
use std::error::Error;

const SIZE: (u32, u32) = (560, 380);
/// Large enough for a phone.
const FONT: (&str, i32) = ("sans-serif", 21);
/// Two colours that differ in brightness too, and a grey for what is not measured.
const DARK: RGBColor = RGBColor(0, 90, 160);
const LIGHT: RGBColor = RGBColor(200, 90, 0);
const GREY: RGBColor = RGBColor(120, 120, 120);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn Error>>;
type Picture = Result<String, Box<dyn Error>>;

fn svg(paint: impl FnOnce(&Area<'_>) -> Drawn) -> Picture {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        paint(&area)?;
        area.present()?;
    }
    Ok(text)
}

/// A chart over some area, with room for its labels.
fn chart<'a, 'b>(area: &'a Area<'b>) -> ChartBuilder<'a, 'b, SVGBackend<'b>> {
    let mut chart = ChartBuilder::on(area);
    chart.margin(14).margin_right(22).margin_bottom(20).x_label_area_size(60).y_label_area_size(74);
    chart
}

/// A number at an axis, without digits that say nothing.
fn short(number: f64) -> String {
    match number {
        n if n >= 1_000.0 => format!("{},{:03}", n as u64 / 1_000, n as u64 % 1_000),
        n if n >= 1.0 => format!("{}", n.round()),
        n => format!("1/{}", (1.0 / n).round()),
    }
}

/// At which moments a thread of the pool was asked, in nanoseconds, and how long it had run
/// until then.
fn lane(trace: &serde_json::Value, name: &str) -> Vec<(f64, f64)> {
    let numbers = |list: &serde_json::Value| -> Vec<f64> {
        list.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect()
    };
    let lanes = trace["lanes"].as_array().into_iter().flatten();
    let ran = lanes.into_iter().find(|lane| lane["name"] == name);
    let ran = ran.map(|lane| numbers(&lane["cpu_ns"])).unwrap_or_default();
    numbers(&trace["moments_ns"]).into_iter().zip(ran).collect()
}

/// What two threads did over time, from a recorded trace.
pub fn trace() -> Picture {
    let recorded: serde_json::Value = serde_json::from_str(HALVES)?;
    let trace = &recorded["timed"][0]["profile"]["trace"];
    let lanes = ["worker 1", "worker 2"].map(|name| (name, lane(trace, name)));
    let end_ms = lanes[0].1.last().ok_or("the recorded result has no trace")?.0 / 1e6;
    svg(|area| {
        let mut chart = chart(area)
            .y_label_area_size(20)
            .margin_top(20)
            .build_cartesian_2d(0.0..end_ms, 0.0..3.0)?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .x_desc("time in ms")
            .x_label_formatter(&|x| format!("{x:.0}"))
            .light_line_style(TRANSPARENT)
            .label_style(FONT)
            .draw()?;
        for ((name, lane), floor) in lanes.iter().zip([1.7, 0.3]) {
            for pair in lane.windows(2) {
                let [(from, before), (to, after)] = [pair[0], pair[1]];
                let share = ((after - before) / (to - from)).clamp(0.0, 1.0);
                let bar = [(from / 1e6, floor), (to / 1e6, floor + 0.8 * share)];
                chart.draw_series([Rectangle::new(bar, DARK.filled())])?;
            }
            chart.draw_series(LineSeries::new([(0.0, floor), (end_ms, floor)], GREY))?;
            let place = EmptyElement::at((0.0, floor + 0.8));
            chart.draw_series([place + Text::new(*name, (2, -28), FONT)])?;
        }
        let idle = EmptyElement::at((end_ms * 0.4, 0.3));
        chart.draw_series([idle + Text::new("nothing left to do", (0, -34), FONT)])?;
        Ok(())
    })
}

/// Speedup over the work in a list: the pool at once, and one thread first.
pub fn length() -> Picture {
    const MOST: f64 = 10_000.0;
    let (price, threads) = POOL;
    let at_once = |work: f64| work / (price + work / threads);
    let one_first = |work: f64| match work {
        work if work <= price => 1.0,
        work => work / (2.0 * price + (work - price) / threads),
    };
    let works =
        |steps: u32| (0..=steps).map(move |step| MOST.powf(f64::from(step) / f64::from(steps)));
    svg(|area| {
        let mut chart = chart(area).build_cartesian_2d(
            (0.8..MOST * 1.25).log_scale(),
            (0.04..13.0).log_scale().base(2.0),
        )?;
        chart
            .configure_mesh()
            .x_desc("work in the list, in µs")
            .y_desc("speedup")
            .x_label_formatter(&|x| short(*x))
            .y_label_formatter(&|y| short(*y))
            .light_line_style(TRANSPARENT)
            .label_style(FONT)
            .draw()?;
        let even = [(0.8, 1.0), (MOST * 1.25, 1.0)];
        chart.draw_series(DashedLineSeries::new(even, 8, 6, GREY.stroke_width(2)))?;
        let pool = |steps| works(steps).map(|work| (work, at_once(work)));
        let first = |steps| works(steps).map(|work| (work, one_first(work)));
        chart.draw_series(LineSeries::new(pool(200), DARK.stroke_width(2)))?;
        chart.draw_series(LineSeries::new(first(200), LIGHT.stroke_width(2)))?;
        chart
            .draw_series(pool(16).map(|at| Circle::new(at, 5, DARK.filled())))?
            .label("the pool at once")
            .legend(|(x, y)| Circle::new((x + 10, y), 5, DARK.filled()));
        chart
            .draw_series(first(16).map(|at| TriangleMarker::new(at, 7, LIGHT.filled())))?
            .label("20 µs serially, then the pool")
            .legend(|(x, y)| TriangleMarker::new((x + 10, y), 7, LIGHT.filled()));
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

/// Time over threads, both logarithmic, with and without an overhead.
pub fn law() -> Picture {
    const MOST: f64 = 64.0;
    let (parallel, overhead) = FITTED;
    let steps = || (0..=70).map(|step| MOST.powf(f64::from(step) / 70.0));
    svg(|area| {
        let mut chart = chart(area).build_cartesian_2d(
            (0.9..MOST * 1.15).log_scale().base(2.0),
            (0.9..110.0).log_scale().base(2.0),
        )?;
        chart
            .configure_mesh()
            .x_desc("threads")
            .y_desc("time in ms")
            .x_label_formatter(&|x| short(*x))
            .y_label_formatter(&|y| short(*y))
            .light_line_style(TRANSPARENT)
            .label_style(FONT)
            .draw()?;
        let dash = |x, y| PathElement::new([(x, y), (x + 8, y)], GREY.stroke_width(2));
        let ideal = steps().map(|p| (p, LAW[0].1 / p));
        chart
            .draw_series(DashedLineSeries::new(ideal, 8, 6, GREY.stroke_width(2)))?
            .label("without overhead")
            .legend(move |(x, y)| EmptyElement::at((x, y)) + dash(0, 0) + dash(14, 0));
        let law = steps().map(|p| (p, parallel / p + overhead * p));
        chart
            .draw_series(LineSeries::new(law, LIGHT.stroke_width(2)))?
            .label("fitted law")
            .legend(|(x, y)| PathElement::new([(x, y), (x + 20, y)], LIGHT.stroke_width(2)));
        chart
            .draw_series(LAW.iter().map(|&at| Circle::new(at, 5, DARK.filled())))?
            .label("measured")
            .legend(|(x, y)| Circle::new((x + 10, y), 5, DARK.filled()));
        chart
            .configure_series_labels()
            .label_font(FONT)
            .position(SeriesLabelPosition::UpperRight)
            .border_style(BLACK)
            .background_style(WHITE)
            .draw()?;
        Ok(())
    })
}

/// The cache line on its way between two cores: who writes, who waits, where it is. Not
/// measured.
pub fn line() -> Picture {
    const STEPS: i32 = 6;
    let (left, step) = (112, 73);
    svg(|area| {
        let font = |size: i32| ("sans-serif", size).into_font();
        for (name, y) in [("core 1", 70), ("the line", 180), ("core 2", 290)] {
            area.draw(&Text::new(name, (10, y - 12), font(24)))?;
        }
        for number in 0..STEPS {
            let x = left + number * step;
            let is_first = number % 2 == 0;
            let (writes, waits) = if is_first { (70, 290) } else { (290, 70) };
            let corners = |y: i32, high: i32| [(x, y - high), (x + step - 6, y + high)];
            area.draw(&Rectangle::new(corners(writes, 24), DARK.filled()))?;
            area.draw(&Text::new("+1", (x + 18, writes - 13), font(26).color(&WHITE)))?;
            area.draw(&Rectangle::new(corners(waits, 24), GREY.stroke_width(1)))?;
            area.draw(&Text::new("waits", (x + 4, waits - 12), font(22).color(&GREY)))?;
            // The line stands beside the core that writes, and goes over to the other.
            let beside = |first: bool| if first { 130 } else { 230 };
            let here = beside(is_first);
            let corners = [(x, here - 14), (x + step - 6, here + 14)];
            area.draw(&Rectangle::new(corners, LIGHT.filled()))?;
            area.draw(&Text::new("3 | 7", (x + 10, here - 12), font(22).color(&WHITE)))?;
            if number + 1 < STEPS {
                let there = beside(!is_first);
                let down = if is_first { 14 } else { -14 };
                let path = [(x + step - 12, here + down), (x + step + 4, there - down)];
                area.draw(&PathElement::new(path, LIGHT.stroke_width(3)))?;
            }
        }
        area.draw(&Text::new("time →", (left, 340), font(24)))?;
        Ok(())
    })
}

/// Operations a second over operations for each byte, both logarithmic, under their roof.
pub fn roofline() -> Picture {
    let (from, to) = (0.09, 80.0_f64);
    let edge = PEAK / BANDWIDTH;
    svg(|area| {
        let mut chart = chart(area).build_cartesian_2d(
            (from..to).log_scale().base(2.0),
            (1.0..PEAK * 2.2).log_scale().base(2.0),
        )?;
        chart
            .configure_mesh()
            .x_desc("operations for each byte")
            .y_desc("billions a second")
            .x_label_formatter(&|x| short(*x))
            .y_label_formatter(&|y| short(*y))
            .light_line_style(TRANSPARENT)
            .label_style(FONT)
            .draw()?;
        let roof = [(from, from * BANDWIDTH), (edge, PEAK), (to, PEAK)];
        chart.draw_series(LineSeries::new(roof, DARK.stroke_width(3)))?;
        let word = |text: String, at: (f64, f64), by: (i32, i32)| {
            EmptyElement::at(at) + Text::new(text, by, FONT)
        };
        chart.draw_series([
            word(format!("{BANDWIDTH} GB/s"), (0.7, 0.7 * BANDWIDTH), (-104, -26)),
            word(format!("{PEAK:.0} billion operations a second"), (edge, PEAK), (-100, -30)),
        ])?;
        for Program { name, intensity, speed, label } in &PROGRAMS {
            chart.draw_series([EmptyElement::at((*intensity, *speed))
                + Circle::new((0, 0), 6, LIGHT.filled())
                + Text::new(*name, *label, FONT)])?;
        }
        Ok(())
    })
}

/// Amdahl's law for some serial shares, up to 64 threads.
pub fn amdahl() -> Picture {
    const SHARES: [f64; 5] = [0.0, 0.01, 0.05, 0.1, 0.5];
    const MOST: f64 = 64.0;
    let speedup = |share: f64, p: f64| 1.0 / (share + (1.0 - share) / p);
    svg(|area| {
        let mut chart = chart(area).margin_right(70).build_cartesian_2d(
            (1.0..MOST).log_scale().base(2.0),
            (1.0..MOST).log_scale().base(2.0),
        )?;
        chart
            .configure_mesh()
            .x_desc("threads")
            .y_desc("speedup at most")
            .x_label_formatter(&|x| short(*x))
            .y_label_formatter(&|y| short(*y))
            .light_line_style(TRANSPARENT)
            .label_style(FONT)
            .draw()?;
        for share in SHARES {
            let curve = (0..=60).map(|step| MOST.powf(f64::from(step) / 60.0));
            let curve = curve.map(|p| (p, speedup(share, p)));
            chart.draw_series(LineSeries::new(curve, DARK.stroke_width(2)))?;
            let end = (MOST, speedup(share, MOST));
            let name = format!("{:.0} %", share * 100.0);
            chart.draw_series([EmptyElement::at(end) + Text::new(name, (8, -10), FONT)])?;
        }
        Ok(())
    })
}

/// How often each time came, of one program alone and in company.
pub fn samples() -> Picture {
    let name = |bin: usize| if bin == 7 { "more".to_owned() } else { format!("3.{bin}") };
    svg(|area| {
        let (above, below) = area.split_vertically(158);
        let panels = [(above, 26, ""), (below, 62, "time of a run in ms")];
        for ((panel, room, what), (place, counts)) in panels.into_iter().zip(SAMPLES) {
            let mut chart = ChartBuilder::on(&panel)
                .margin(12)
                .margin_bottom(if what.is_empty() { 0 } else { 14 })
                .x_label_area_size(room)
                .y_label_area_size(74)
                .build_cartesian_2d((0..7_usize).into_segmented(), 0..600_u32)?;
            chart
                .configure_mesh()
                .disable_x_mesh()
                .x_desc(what)
                .y_desc("runs")
                .x_label_formatter(&|bin| match bin {
                    SegmentValue::CenterOf(bin) => name(*bin),
                    _ => String::new(),
                })
                .y_labels(4)
                .light_line_style(TRANSPARENT)
                .label_style(FONT)
                .draw()?;
            chart.draw_series(counts.iter().enumerate().map(|(bin, &count)| {
                let (left, right) = (SegmentValue::Exact(bin), SegmentValue::Exact(bin + 1));
                let mut bar = Rectangle::new([(left, 0), (right, count)], DARK.filled());
                bar.set_margin(0, 0, 6, 6);
                bar
            }))?;
            let left = EmptyElement::at((SegmentValue::Exact(0), 600));
            chart.draw_series([left + Text::new(place, (10, 2), FONT)])?;
        }
        Ok(())
    })
}
