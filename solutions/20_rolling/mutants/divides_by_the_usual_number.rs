//! Expect: wrong_answer
//! Because: every window is divided by the number of rows that a window has on average, as if the times were regular.

use rayon::prelude::*;
use std::ops::Range;

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
    let span = times.last().map_or(0, |last| last - times[0]);
    let usual = (window_s as f64 * x.len() as f64 / f64::from(span.max(1))).round().max(1.0);
    let pieces: Vec<Vec<Day>> = (0..x.len().div_ceil(ROWS))
        .into_par_iter()
        .map(|piece| {
            let begin = piece * ROWS;
            days_of(begin..x.len().min(begin + ROWS), times, x, window_s, usual)
        })
        .collect();
    join(pieces)
}

fn days_of(rows: Range<usize>, times: &[u32], x: &[f64], window_s: u32, usual: f64) -> Vec<Day> {
    let begin = rows.start;
    let mut start = times.partition_point(|time| time + window_s <= times[begin]);
    let mut middle = begin;
    let mut front = sums(&x[start..begin]);
    let mut back = 0.0;
    let mut days: Vec<Day> = Vec::new();
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
        let mean = (front[middle - 1 - start] + back) / usual.min((row + 1) as f64);
        let day = times[row] / DAY_S;
        match days.last_mut() {
            Some(last) if last.day == day => last.highest = last.highest.max(mean),
            _ => days.push(Day { day, highest: mean }),
        }
    }
    days
}

/// A day that two pieces share has the higher of both means.
fn join(pieces: Vec<Vec<Day>>) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for next in pieces.into_iter().flatten() {
        match days.last_mut() {
            Some(last) if last.day == next.day => last.highest = last.highest.max(next.highest),
            _ => days.push(next),
        }
    }
    days
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
