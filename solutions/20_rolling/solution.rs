//! Pieces of rows that overlap by one window, and in each a queue that never subtracts.

use rayon::prelude::*;
use std::ops::Range;

/// Rows in a piece. A piece reads the window before it besides, some hundred rows here, so
/// longer pieces do less twice; shorter ones balance better.
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

/// For each day the highest mean over the window that ends with one of its rows.
pub fn highest_means(times: &[u32], x: &[f64], window_s: u32) -> Vec<Day> {
    let pieces: Vec<Vec<Day>> = (0..x.len().div_ceil(ROWS))
        .into_par_iter()
        .map(|piece| {
            let begin = piece * ROWS;
            let rows = begin..x.len().min(begin + ROWS);
            days_of(rows, Queue::before(begin, times, x, window_s))
        })
        .collect();
    join(pieces)
}

/// The days of these rows.
fn days_of(rows: Range<usize>, mut queue: Queue) -> Vec<Day> {
    let mut days = Vec::new();
    let mut row = rows.start;
    while row < rows.end {
        let day = queue.times[row] / DAY_S;
        let day_end = (day + 1) * DAY_S;
        let mut highest = f64::NEG_INFINITY;
        while row < rows.end && queue.times[row] < day_end {
            highest = highest.max(queue.mean_at(row));
            row += 1;
        }
        days.push(Day { day, highest });
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

/// The rows `start..` up to the one looked at, as a queue of two stacks: the front knows
/// the sum from each of its rows to its end, the back only its sum. A row enters at the
/// back. When the front is used up, the back becomes the front. So each row is added
/// twice, and a row that leaves is not subtracted: the next sum never had it.
struct Queue<'a> {
    times: &'a [u32],
    x: &'a [f64],
    window_s: u32,
    start: usize,
    /// The front is `start..middle`.
    middle: usize,
    /// Sums from a row to the end of the front, the last row's first.
    front: Vec<f64>,
    back: f64,
}

impl<'a> Queue<'a> {
    /// The queue as it is before `row`: what earlier rows leave to it.
    fn before(row: usize, times: &'a [u32], x: &'a [f64], window_s: u32) -> Self {
        let start = times[..row].partition_point(|time| times[row] - time >= window_s);
        let mut queue =
            Self { times, x, window_s, start, middle: start, front: Vec::new(), back: 0.0 };
        queue.turn(start..row);
        queue
    }

    /// Lets `row` in and rows that are too old out.
    fn mean_at(&mut self, row: usize) -> f64 {
        self.back += self.x[row];
        while self.times[row] - self.times[self.start] >= self.window_s {
            self.start += 1;
        }
        if self.start >= self.middle {
            self.turn(self.start..row + 1);
        }
        let sum = self.front[self.middle - 1 - self.start] + self.back;
        sum / (row + 1 - self.start) as f64
    }

    /// Makes these rows the front. Each is added once here.
    fn turn(&mut self, rows: Range<usize>) {
        self.middle = rows.end;
        self.back = 0.0;
        self.front.clear();
        let mut sum = 0.0;
        self.front.extend(self.x[rows].iter().rev().map(|x| {
            sum += x;
            sum
        }));
    }
}
