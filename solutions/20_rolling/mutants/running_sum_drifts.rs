//! Expect: wrong_answer
//! Because: what leaves the window is subtracted from a running sum: a spike takes digits of the rest with it.

use rayon::prelude::*;

const ROWS: usize = 65_536;

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
    let pieces: Vec<Vec<Day>> = (0..x.len().div_ceil(ROWS))
        .into_par_iter()
        .map(|piece| {
            let begin = piece * ROWS;
            let mut start = times.partition_point(|time| time + window_s <= times[begin]);
            let mut sum: f64 = x[start..begin].iter().sum();
            let mut days: Vec<Day> = Vec::new();
            for row in begin..x.len().min(begin + ROWS) {
                sum += x[row];
                while times[row] - times[start] >= window_s {
                    sum -= x[start];
                    start += 1;
                }
                add(&mut days, times[row] / DAY_S, sum / (row + 1 - start) as f64);
            }
            days
        })
        .collect();
    let mut days = Vec::new();
    for Day { day, highest } in pieces.into_iter().flatten() {
        add(&mut days, day, highest);
    }
    days
}

fn add(days: &mut Vec<Day>, day: u32, mean: f64) {
    match days.last_mut() {
        Some(last) if last.day == day => last.highest = last.highest.max(mean),
        _ => days.push(Day { day, highest: mean }),
    }
}
