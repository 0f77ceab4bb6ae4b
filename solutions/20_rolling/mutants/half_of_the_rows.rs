//! Expect: wrong_answer
//! Because: every second row is looked at and counted twice, which gives nearly the same means.

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
    let pieces: Vec<Vec<Day>> = (0..x.len().div_ceil(ROWS))
        .into_par_iter()
        .map(|piece| {
            let begin = piece * ROWS;
            days_of(begin..x.len().min(begin + ROWS), times, x, window_s)
        })
        .collect();
    join(pieces)
}

fn days_of(rows: Range<usize>, times: &[u32], x: &[f64], window_s: u32) -> Vec<Day> {
    let begin = rows.start;
    let mut start = times.partition_point(|time| time + window_s <= times[begin]);
    let mut middle = begin;
    let mut front = sums(&x[start..begin], start);
    let mut back = 0.0;
    let mut days: Vec<Day> = Vec::new();
    for row in rows {
        back += if row % 2 == 0 { 2.0 * x[row] } else { 0.0 };
        while times[row] - times[start] >= window_s {
            start += 1;
        }
        if start >= middle {
            front = sums(&x[start..=row], start);
            middle = row + 1;
            back = 0.0;
        }
        let mean = (front[middle - 1 - start] + back) / (row + 1 - start) as f64;
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
fn sums(x: &[f64], first: usize) -> Vec<f64> {
    let mut sum = 0.0;
    let add = |(at, x): (usize, &f64)| {
        sum += if (first + at).is_multiple_of(2) { 2.0 * x } else { 0.0 };
        sum
    };
    x.iter().enumerate().rev().map(add).collect()
}
