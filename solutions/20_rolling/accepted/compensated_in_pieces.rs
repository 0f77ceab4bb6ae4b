//! Because: a running sum that keeps what rounding took away (Neumaier), begun anew in each piece.

use rayon::prelude::*;

const ROWS: usize = 100_000;

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
    let begins: Vec<usize> = (0..x.len()).step_by(ROWS).collect();
    let piece = |begin: usize| {
        let mut start = times.partition_point(|time| time + window_s <= times[begin]);
        let mut sum = Sum::default();
        x[start..begin].iter().for_each(|x| sum.add(*x));
        let mut days = Vec::new();
        for row in begin..x.len().min(begin + ROWS) {
            sum.add(x[row]);
            while times[row] - times[start] >= window_s {
                sum.add(-x[start]);
                start += 1;
            }
            add(&mut days, times[row] / DAY_S, sum.value() / (row + 1 - start) as f64);
        }
        days
    };
    begins.into_par_iter().map(piece).reduce(Vec::new, |mut days, later| {
        later.into_iter().for_each(|later| add(&mut days, later.day, later.highest));
        days
    })
}

fn add(days: &mut Vec<Day>, day: u32, mean: f64) {
    match days.last_mut() {
        Some(last) if last.day == day => last.highest = last.highest.max(mean),
        _ => days.push(Day { day, highest: mean }),
    }
}

#[derive(Default)]
struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    fn add(&mut self, x: f64) {
        let next = self.sum + x;
        let x_part = next - self.sum;
        self.lost += (self.sum - (next - x_part)) + (x - x_part);
        self.sum = next;
    }

    fn value(&self) -> f64 {
        self.sum + self.lost
    }
}
