//! Because: the chunks are put into a list first, and rayon folds and reduces what is in it.

use ndarray::{ArrayView1, Axis};
use rayon::prelude::*;

pub fn chunk_size(len: usize, threads: usize) -> usize {
    len.div_ceil(4 * threads).max(1_000)
}

pub fn mean_root_square(data: ArrayView1<'_, f64>, chunk_size: usize) -> f64 {
    let chunks: Vec<ArrayView1<'_, f64>> = data.axis_chunks_iter(Axis(0), chunk_size).collect();
    let (sum, count) = chunks
        .par_iter()
        .with_max_len(1)
        .fold(|| (0.0, 0), |(sum, count), chunk| (sum + sum_of_part(chunk), count + chunk.len()))
        .reduce(|| (0.0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    if count == 0 { 0.0 } else { sum / count as f64 }
}

fn sum_of_part(part: &ArrayView1<'_, f64>) -> f64 {
    match part.as_slice() {
        Some(numbers) => sum_of_roots(numbers),
        None => part.iter().map(|x| (x * x).sqrt()).sum(),
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
