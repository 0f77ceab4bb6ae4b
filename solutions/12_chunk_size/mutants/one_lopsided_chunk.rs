//! Expect: low_speedup
//! Cause: imbalance
//! Because: the first of two chunks holds four fifths of the numbers, and a chunk cannot be shared.

use ndarray::parallel::prelude::*;
use ndarray::{ArrayView1, Axis};

/// Two chunks for two threads, but not two halves.
pub fn chunk_size(len: usize, _threads: usize) -> usize {
    (len / 5 * 4).max(1)
}

pub fn mean_root_square(data: ArrayView1<'_, f64>, chunk_size: usize) -> f64 {
    if data.is_empty() {
        return 0.0;
    }
    let sum: f64 = data
        .axis_chunks_iter(Axis(0), chunk_size)
        .into_par_iter()
        .with_max_len(1)
        .map(|chunk| sum_of_chunk(&chunk))
        .sum();
    sum / data.len() as f64
}

fn sum_of_chunk(chunk: &ArrayView1<'_, f64>) -> f64 {
    match chunk.as_slice() {
        Some(numbers) => sum_of_roots(numbers),
        None => chunk.iter().map(|x| (x * x).sqrt()).sum(),
    }
}

fn sum_of_roots(numbers: &[f64]) -> f64 {
    let (rows, rest) = numbers.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for row in rows {
        for (sum, x) in sums.iter_mut().zip(row) {
            *sum += (x * x).sqrt();
        }
    }
    sums.iter().sum::<f64>() + rest.iter().map(|x| (x * x).sqrt()).sum::<f64>()
}
