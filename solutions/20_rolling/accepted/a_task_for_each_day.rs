//! Because: each day is a task, which looks for its own rows and reads the window before them again: a third more to add.

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
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return Vec::new() };
    let highest = |day: u32| {
        let begin_of = |day: u32| times.partition_point(|time| time / DAY_S < day);
        let (begin, end) = (begin_of(day), begin_of(day + 1));
        if begin == end {
            return None;
        }
        let mut start = times[..begin].partition_point(|time| times[begin] - time >= window_s);
        let mut middle = begin;
        let mut front = sums(&x[start..begin]);
        let mut back = 0.0;
        let mut highest = f64::NEG_INFINITY;
        for row in begin..end {
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
            highest = f64::max(highest, sum / (row + 1 - start) as f64);
        }
        Some(Day { day, highest })
    };
    (first / DAY_S..last / DAY_S + 1).into_par_iter().filter_map(highest).collect()
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
