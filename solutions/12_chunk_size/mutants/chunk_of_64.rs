//! Expect: low_speedup
//! Cause: overhead
//! Because: a task for every 64 numbers costs far more than the numbers themselves.

use ndarray::{ArrayView1, Axis};

/// One row of a cache or two: short enough for any balance.
pub fn chunk_size(_len: usize, _threads: usize) -> usize {
    64
}

/// Spawns every chunk by hand; each task writes its sum in its own place.
pub fn mean_root_square(data: ArrayView1<'_, f64>, chunk_size: usize) -> f64 {
    if data.is_empty() {
        return 0.0;
    }
    let mut sums = vec![0.0; data.len().div_ceil(chunk_size)];
    rayon::scope(|scope| {
        for (sum, chunk) in sums.iter_mut().zip(data.axis_chunks_iter(Axis(0), chunk_size)) {
            scope.spawn(move |_| *sum = sum_of_chunk(&chunk));
        }
    });
    sums.iter().sum::<f64>() / data.len() as f64
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
