//! Because: a recursion by `rayon::join`; a short piece is done with two stacks as a textbook has them, pushed and popped.

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
    halves(0..x.len(), times, x, window_s)
}

fn halves(rows: Range<usize>, times: &[u32], x: &[f64], window_s: u32) -> Vec<Day> {
    if rows.len() <= 100_000 {
        return piece(rows, times, x, window_s);
    }
    let middle = rows.start + rows.len() / 2;
    let (mut one, other) = rayon::join(
        || halves(rows.start..middle, times, x, window_s),
        || halves(middle..rows.end, times, x, window_s),
    );
    let shared = one.last().zip(other.first()).is_some_and(|(one, other)| one.day == other.day);
    if shared {
        let last = one.len() - 1;
        one[last].highest = one[last].highest.max(other[0].highest);
    }
    one.extend_from_slice(&other[usize::from(shared)..]);
    one
}

fn piece(rows: Range<usize>, times: &[u32], x: &[f64], window_s: u32) -> Vec<Day> {
    if rows.is_empty() {
        return Vec::new();
    }
    let begin = rows.start;
    let mut start = times[..begin].partition_point(|time| times[begin] - time >= window_s);
    let mut queue = Queue::default();
    for x in &x[start..begin] {
        queue.push(*x);
    }
    let mut days = Vec::new();
    let (mut day, mut highest) = (times[begin] / DAY_S, f64::NEG_INFINITY);
    for row in rows {
        queue.push(x[row]);
        while times[row] - times[start] >= window_s {
            queue.pop();
            start += 1;
        }
        if times[row] / DAY_S != day {
            days.push(Day { day, highest });
            (day, highest) = (times[row] / DAY_S, f64::NEG_INFINITY);
        }
        highest = f64::max(highest, queue.sum() / (row + 1 - start) as f64);
    }
    days.push(Day { day, highest });
    days
}

#[derive(Default)]
struct Queue {
    back: Vec<f64>,
    back_sum: f64,
    /// Each entry is a sum of its value and of all below it.
    front: Vec<f64>,
}

impl Queue {
    fn push(&mut self, x: f64) {
        self.back.push(x);
        self.back_sum += x;
    }

    fn pop(&mut self) {
        if self.front.is_empty() {
            let mut sum = 0.0;
            while let Some(x) = self.back.pop() {
                sum += x;
                self.front.push(sum);
            }
            self.back_sum = 0.0;
        }
        self.front.pop();
    }

    fn sum(&self) -> f64 {
        self.front.last().unwrap_or(&0.0) + self.back_sum
    }
}
