//! Because: the days are found first, and each is a task that reads the window before it again: a third more to add.

use rayon::prelude::*;
use std::ops::Range;

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
    let mut days: Vec<Range<usize>> = Vec::new();
    let mut begin = 0;
    while begin < times.len() {
        let day = times[begin] / DAY_S;
        let rows = times[begin..].partition_point(|time| time / DAY_S == day);
        days.push(begin..begin + rows);
        begin += rows;
    }
    let highest = |rows: Range<usize>| {
        let begin = rows.start;
        let mut start = times[..begin].partition_point(|time| time + window_s <= times[begin]);
        let mut middle = begin;
        let mut front = sums(&x[start..begin]);
        let mut back = 0.0;
        let mut highest = f64::NEG_INFINITY;
        for row in rows {
            back += x[row];
            while times[row] - times[start] >= window_s {
                start += 1;
            }
            if start >= middle {
                front = sums(&x[start..=row]);
                middle = row + 1;
                back = 0.0;
            }
            let sum = front[middle - 1 - start] + back;
            highest = highest.max(sum / (row + 1 - start) as f64);
        }
        Day { day: times[begin] / DAY_S, highest }
    };
    days.into_par_iter().map(highest).collect()
}

/// Sums from each row to the last, the last row's first.
fn sums(x: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let add = |x: &f64| {
        sum += x;
        sum
    };
    x.iter().rev().map(add).collect()
}
