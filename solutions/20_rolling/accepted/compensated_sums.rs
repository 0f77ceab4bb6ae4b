//! Because: a running sum for each chunk that keeps what rounding took away (Neumaier), and gives it back.

use rayon::prelude::*;

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    const ROWS: usize = 40_000;
    let mut means = vec![0.0; x.len()];
    means.par_chunks_mut(ROWS).enumerate().for_each(|(chunk, means)| {
        let begin = chunk * ROWS;
        let mut start = times.partition_point(|&time| time + window_s <= times[begin]);
        let mut sum = Sum::default();
        for row in start..begin {
            sum.add(x[row]);
        }
        for (row, mean) in (begin..).zip(means) {
            sum.add(x[row]);
            while times[start] + window_s <= times[row] {
                sum.add(-x[start]);
                start += 1;
            }
            *mean = (sum.sum + sum.lost) / (row - start + 1) as f64;
        }
    });
    means
}

#[derive(Default)]
struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    fn add(&mut self, x: f64) {
        let sum = self.sum + x;
        let x_part = sum - self.sum;
        self.lost += (self.sum - (sum - x_part)) + (x - x_part);
        self.sum = sum;
    }
}
