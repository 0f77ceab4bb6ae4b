//! Two passes over the times per loop, and a unit that is chosen after rounding.

use std::time::Duration;

/// What a timing comes to. All times are for one loop, in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Timing {
    /// The mean over the runs.
    pub mean_s: f64,
    /// The sample standard deviation over the runs (divisor n - 1); `None` if
    /// there is one run only.
    pub std_s: Option<f64>,
    /// The time of the fastest run.
    pub best_s: f64,
    /// How many runs there were.
    pub runs: usize,
    /// How many loops each run had.
    pub loops: u32,
}

/// The mean first, then the squares of the distances from it: squares of the
/// times themselves would lose the digits in which the times differ.
pub fn timeit(totals: &[Duration], loops: u32) -> Option<Timing> {
    let per_loop = |total: &Duration| total.as_secs_f64() / f64::from(loops);
    let times: Vec<f64> = totals.iter().map(per_loop).collect();
    let best_s = times.iter().copied().reduce(f64::min)?;
    let runs = times.len();
    let mean_s = times.iter().sum::<f64>() / runs as f64;
    let squares: f64 = times.iter().map(|time| (time - mean_s).powi(2)).sum();
    let std_s = (runs > 1).then(|| (squares / (runs - 1) as f64).sqrt());
    Some(Timing { mean_s, std_s, best_s, runs, loops })
}

/// The line that `%timeit` prints.
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

/// Three digits, in the first unit that does not need a fourth. 999.5 of a unit
/// would be rounded to 1000 of it, and is 1.00 of the next.
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
