//! Expect: wrong_answer
//! Because: every second row is looked at and counted twice, which gives nearly the same means.

use rayon::prelude::*;

const CHUNK_ROWS: usize = 32_768;

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let mut means = vec![0.0; x.len()];
    means.par_chunks_mut(CHUNK_ROWS).enumerate().for_each(|(chunk, means)| {
        let begin = chunk * CHUNK_ROWS;
        let mut start = times.partition_point(|time| time + window_s <= times[begin]);
        let mut middle = begin;
        let mut front = sums(&x[start..begin], start);
        let mut back = 0.0;
        for (row, mean) in (begin..).zip(means) {
            back += if row % 2 == 0 { 2.0 * x[row] } else { 0.0 };
            while times[row] - times[start] >= window_s {
                start += 1;
            }
            if start >= middle {
                front = sums(&x[start..=row], start);
                middle = row + 1;
                back = 0.0;
            }
            *mean = (front[middle - 1 - start] + back) / (row + 1 - start) as f64;
        }
    });
    means
}

/// Sums from each row to the last, the last row's first.
fn sums(x: &[f64], first: usize) -> Vec<f64> {
    let mut sum = 0.0;
    let add = |(at, x): (usize, &f64)| {
        sum += if (first + at).is_multiple_of(2) { 2.0 * x } else { 0.0 };
        sum
    };
    x.iter().enumerate().rev().map(add).collect()
}
