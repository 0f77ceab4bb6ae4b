//! Expect: wrong_answer
//! Because: what leaves the window is subtracted from a running sum: a spike takes digits of the rest with it.

use rayon::prelude::*;

const CHUNK_ROWS: usize = 32_768;

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let mut means = vec![0.0; x.len()];
    means.par_chunks_mut(CHUNK_ROWS).enumerate().for_each(|(chunk, means)| {
        let begin = chunk * CHUNK_ROWS;
        let mut start = times.partition_point(|time| time + window_s <= times[begin]);
        let mut sum: f64 = x[start..begin].iter().sum();
        for (row, mean) in (begin..).zip(means) {
            sum += x[row];
            while times[row] - times[start] >= window_s {
                sum -= x[start];
                start += 1;
            }
            *mean = sum / (row + 1 - start) as f64;
        }
    });
    means
}
