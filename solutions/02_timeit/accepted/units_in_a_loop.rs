//! Because: it goes up the units in a loop and asks the printed text whether it still fits, not the number.

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
    let times: Vec<f64> = totals.iter().map(per_loop).collect();
    let best_s = times.iter().copied().reduce(f64::min)?;
    let runs = times.len();
    let mean_s = times.iter().sum::<f64>() / runs as f64;
    let squares: f64 = times.iter().map(|time| (time - mean_s).powi(2)).sum();
    let std_s = (runs > 1).then(|| (squares / (runs - 1) as f64).sqrt());
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
    for (unit, scale) in [("ns", 1e9), ("µs", 1e6), ("ms", 1e3), ("s", 1.0)] {
        for decimals in [2, 1, 0] {
            let digits = format!("{:.decimals$}", time_s * scale);
            if digits.replace('.', "").len() <= 3 {
                return format!("{digits} {unit}");
            }
        }
    }
    format!("{time_s:.0} s")
}
