//! Expect: wrong_answer
//! Because: all values are added up once, and a window is the difference of two sums: behind a spike of 1e12 all of them are wrong.

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
    let mut sum = 0.0;
    let mut sums = vec![0.0];
    for x in x {
        sum += x;
        sums.push(sum);
    }
    let days: Vec<&[u32]> = times.chunk_by(|a, b| a / DAY_S == b / DAY_S).collect();
    let begin_of = |day: &[u32]| times.partition_point(|time| *time < day[0]);
    days.into_par_iter()
        .map(|day| {
            let begin = begin_of(day);
            let means = (begin..begin + day.len()).map(|row| {
                let start = times[..=row].partition_point(|time| times[row] - time >= window_s);
                (sums[row + 1] - sums[start]) / (row + 1 - start) as f64
            });
            Day { day: day[0] / DAY_S, highest: means.fold(f64::NEG_INFINITY, f64::max) }
        })
        .collect()
}
