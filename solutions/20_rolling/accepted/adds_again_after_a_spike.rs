//! Because: a running sum, added up anew whenever a value leaves that is large beside the rest, and every few thousand rows besides.

use rayon::prelude::*;

const ROWS: usize = 50_000;

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let mut means = vec![0.0; x.len()];
    means.par_chunks_mut(ROWS).enumerate().for_each(|(chunk, means)| {
        let begin = chunk * ROWS;
        let mut start = times.partition_point(|time| time + window_s <= times[begin]);
        let mut sum: f64 = x[start..begin].iter().sum();
        for (row, mean) in (begin..).zip(means) {
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
            *mean = sum / (row + 1 - start) as f64;
        }
    });
    means
}
