//! Expect: low_speedup
//! Cause: contention
//! Because: every mean goes into one map behind one lock.

use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Mutex;

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
    let days = Mutex::new(BTreeMap::new());
    (0..x.len().div_ceil(ROWS)).into_par_iter().for_each(|piece| {
        let begin = piece * ROWS;
        let mut start = times.partition_point(|time| time + window_s <= times[begin]);
        let mut middle = begin;
        let mut front = sums(&x[start..begin]);
        let mut back = 0.0;
        for row in begin..x.len().min(begin + ROWS) {
            back += x[row];
            while times[row] - times[start] >= window_s {
                start += 1;
            }
            if start >= middle {
                front = sums(&x[start..=row]);
                middle = row + 1;
                back = 0.0;
            }
            let mean = (front[middle - 1 - start] + back) / (row + 1 - start) as f64;
            let mut days = days.lock().unwrap();
            let highest = days.entry(times[row] / DAY_S).or_insert(mean);
            *highest = mean.max(*highest);
        }
    });
    let days = days.into_inner().unwrap();
    days.into_iter().map(|(day, highest)| Day { day, highest }).collect()
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
