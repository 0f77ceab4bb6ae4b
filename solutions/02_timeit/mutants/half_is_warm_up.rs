//! Expect: wrong_answer
//! Because: it takes the first half of the runs for a warm-up and leaves them out.

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
    let per_loop = |total: &Duration| total.as_secs_f64() / f64::from(loops);
    let times: Vec<f64> = totals.iter().skip(totals.len() / 2).map(per_loop).collect();
    let best_s = times.iter().copied().reduce(f64::min)?;
    let runs = totals.len();
    let mean_s = times.iter().sum::<f64>() / times.len() as f64;
    let squares: f64 = times.iter().map(|time| (time - mean_s).powi(2)).sum();
    let std_s = (times.len() > 1).then(|| (squares / (times.len() - 1) as f64).sqrt());
    Some(Timing { mean_s, std_s, best_s, runs, loops })
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
