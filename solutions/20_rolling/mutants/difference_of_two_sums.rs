//! Expect: wrong_answer
//! Because: all values are added up once, and a window is the difference of two sums: behind a spike of 1e12 all of them are wrong.

use rayon::prelude::*;

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let mut sum = 0.0;
    let mut sums = vec![0.0];
    for x in x {
        sum += x;
        sums.push(sum);
    }
    (0..x.len())
        .into_par_iter()
        .map(|row| {
            let start = times[..=row].partition_point(|time| times[row] - time >= window_s);
            (sums[row + 1] - sums[start]) / (row + 1 - start) as f64
        })
        .collect()
}
