//! Expect: wrong_answer
//! Because: every second chunk is left out, and the mean of the others stands for all.

use ndarray::parallel::prelude::*;
use ndarray::{ArrayView1, Axis};

/// Several chunks a thread, none too short.
pub fn chunk_size(len: usize, threads: usize) -> usize {
    (len / (8 * threads)).clamp(4_096, 65_536)
}

/// A sample of a million numbers has nearly the same mean.
pub fn mean_root_square(data: ArrayView1<'_, f64>, chunk_size: usize) -> f64 {
    if data.is_empty() {
        return 0.0;
    }
    let (sum, count) = data
        .axis_chunks_iter(Axis(0), chunk_size)
        .into_par_iter()
        .with_max_len(1)
        .enumerate()
        .filter(|(number, _)| number % 2 == 0)
        .map(|(_, chunk)| (sum_of_chunk(&chunk), chunk.len()))
        .reduce(|| (0.0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    sum / count as f64
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
