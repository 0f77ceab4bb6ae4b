//! Expect: runtime_error
//! Because: a strided view has no slice, so `as_slice` is `None`.

use ndarray::ArrayView1;
use rayon::prelude::*;

/// Several chunks a thread, none too short.
pub fn chunk_size(len: usize, threads: usize) -> usize {
    (len / (8 * threads)).clamp(4_096, 65_536)
}

pub fn mean_root_square(data: ArrayView1<'_, f64>, chunk_size: usize) -> f64 {
    if data.is_empty() {
        return 0.0;
    }
    let numbers = data.as_slice().expect("the numbers stand side by side");
    let sum: f64 = numbers.par_chunks(chunk_size).with_max_len(1).map(sum_of_roots).sum();
    sum / data.len() as f64
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
