//! Expect: low_speedup
//! Cause: algorithm
//! Because: each window is added up by itself, in parallel: a thousand additions for each row.

use rayon::prelude::*;

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    (0..x.len())
        .into_par_iter()
        .map(|row| {
            let start = times[..=row].partition_point(|time| times[row] - time >= window_s);
            let sum: f64 = x[start..=row].iter().sum();
            sum / (row + 1 - start) as f64
        })
        .collect()
}
