//! Because: it adds the durations themselves, which is exact, and divides once for the mean.

use std::time::Duration;

#[derive(Clone, Debug, PartialEq)]
pub struct Timing {
    pub mean_s: f64,
    pub std_s: Option<f64>,
    pub best_s: f64,
    pub runs: usize,
    pub loops: u32,
}

pub fn timeit(totals: &[Duration], loops: u32) -> Option<Timing> {
    let best = totals.iter().min()?;
    let runs = totals.len();
    let sum: Duration = totals.iter().sum();
    let mean_s = sum.as_secs_f64() / runs as f64 / f64::from(loops);
    let mut squares = 0.0;
    for total in totals {
        let distance = total.as_secs_f64() / f64::from(loops) - mean_s;
        squares += distance * distance;
    }
    let std_s = if runs == 1 { None } else { Some((squares / (runs as f64 - 1.0)).sqrt()) };
    Some(Timing { mean_s, std_s, best_s: best.as_secs_f64() / f64::from(loops), runs, loops })
}

pub fn show(timing: &Timing) -> String {
    let Timing { runs, loops, .. } = timing;
    let mean = show_time(timing.mean_s);
    let each = if *loops == 1 { "loop each" } else { "loops each" };
    match timing.std_s {
        Some(std_s) => {
            let std = show_time(std_s);
            format!("{mean} ± {std} per loop (mean ± std. dev. of {runs} runs, {loops} {each})")
        }
        None => format!("{mean} per loop (mean of 1 run, {loops} {each})"),
    }
}

fn show_time(time_s: f64) -> String {
    let units = [("ns", 1e9), ("µs", 1e6), ("ms", 1e3)];
    let scaled = units.map(|(unit, scale)| (unit, time_s * scale));
    let fits = scaled.into_iter().find(|(_, number)| *number < 999.5);
    let (unit, number) = fits.unwrap_or(("s", time_s));
    let decimals = match number {
        ..9.995 => 2,
        ..99.95 => 1,
        _ => 0,
    };
    format!("{number:.decimals$} {unit}")
}
