//! Expect: low_speedup
//! Cause: serial
//! Because: a chunk is as long as the series, so one thread does it all.

use rayon::prelude::*;

const CHUNK_ROWS: usize = 1 << 30;

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let mut means = vec![0.0; x.len()];
    means.par_chunks_mut(CHUNK_ROWS).enumerate().for_each(|(chunk, means)| {
        let begin = chunk * CHUNK_ROWS;
        let mut start = times.partition_point(|time| time + window_s <= times[begin]);
        let mut middle = begin;
        let mut front = sums(&x[start..begin]);
        let mut back = 0.0;
        for (row, mean) in (begin..).zip(means) {
            back += x[row];
            while times[row] - times[start] >= window_s {
                start += 1;
            }
            if start >= middle {
                front = sums(&x[start..=row]);
                middle = row + 1;
                back = 0.0;
            }
            *mean = (front[middle - 1 - start] + back) / (row + 1 - start) as f64;
        }
    });
    means
}

/// Sums from each row to the last, the last row's first.
fn sums(x: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let add = |x: &f64| {
        sum += x;
        sum
    };
    x.iter().rev().map(add).collect()
}
