//! Expect: low_speedup
//! Cause: algorithm
//! Because: each window is added up by itself, in parallel: hundreds of additions for each row.

use rayon::prelude::*;

/// Seconds in a day.
const DAY_S: u32 = 24 * 60 * 60;

/// A day with a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Day {
    /// Its number: days since 2000-01-01.
    pub day: u32,
    /// The highest mean of a window that ends in it.
    pub highest: f64,
}

pub fn highest_means(times: &[u32], x: &[f64], window_s: u32) -> Vec<Day> {
    let days: Vec<&[u32]> = times.chunk_by(|a, b| a / DAY_S == b / DAY_S).collect();
    days.into_par_iter()
        .map(|day| {
            let begin = times.partition_point(|time| *time < day[0]);
            let means = (begin..begin + day.len()).map(|row| {
                let start = times[..=row].partition_point(|time| times[row] - time >= window_s);
                let sum: f64 = x[start..=row].iter().sum();
                sum / (row + 1 - start) as f64
            });
            Day { day: day[0] / DAY_S, highest: means.fold(f64::NEG_INFINITY, f64::max) }
        })
        .collect()
}
