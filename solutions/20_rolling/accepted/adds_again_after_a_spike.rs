//! Because: a running sum, added up anew whenever a value leaves that is large beside the rest, and every few thousand rows besides.

use rayon::prelude::*;

const ROWS: usize = 20_000;

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let begins: Vec<usize> = (0..x.len()).step_by(ROWS).collect();
    let chunks: Vec<Vec<f64>> = begins
        .into_par_iter()
        .map(|begin| {
            let end = (begin + ROWS).min(x.len());
            let mut start = times.partition_point(|time| time + window_s <= times[begin]);
            let mut sum: f64 = x[start..begin].iter().sum();
            let mut means = Vec::with_capacity(end - begin);
            for row in begin..end {
                sum += x[row];
                let mut is_spoiled = row % 4096 == 0;
                while times[row] - times[start] >= window_s {
                    is_spoiled |= x[start].abs() > 1e3;
                    sum -= x[start];
                    start += 1;
                }
                if is_spoiled {
                    sum = x[start..=row].iter().sum();
                }
                means.push(sum / (row + 1 - start) as f64);
            }
            means
        })
        .collect();
    chunks.concat()
}
