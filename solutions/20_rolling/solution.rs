//! Chunks that overlap by one window, and in each a queue that never subtracts.

use rayon::prelude::*;
use std::ops::Range;

/// Rows in a chunk. A chunk reads its first window besides, some thousand rows here, so longer
/// chunks do less twice; shorter ones balance better.
const CHUNK_ROWS: usize = 32_768;

/// Returns the mean over the window that ends with each row.
pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let mut means = vec![0.0; x.len()];
    means.par_chunks_mut(CHUNK_ROWS).enumerate().for_each(|(chunk, means)| {
        let begin = chunk * CHUNK_ROWS;
        let mut queue = Queue::before(begin, times, x, window_s);
        for (row, mean) in (begin..).zip(means) {
            *mean = queue.mean_at(row);
        }
    });
    means
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
