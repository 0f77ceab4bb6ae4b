//! Because: the view is cut in halves at a border of chunks, again and again, and `join` takes both halves.

use ndarray::{ArrayView1, Axis};

pub fn chunk_size(len: usize, threads: usize) -> usize {
    (len / (16 * threads)).max(10_000)
}

pub fn mean_root_square(data: ArrayView1<'_, f64>, chunk_size: usize) -> f64 {
    match data.len() {
        0 => 0.0,
        count => sum(data, chunk_size) / count as f64,
    }
}

fn sum(part: ArrayView1<'_, f64>, chunk_size: usize) -> f64 {
    let chunks = part.len().div_ceil(chunk_size);
    if chunks <= 1 {
        return sum_of_part(&part);
    }
    let (left, right) = part.split_at(Axis(0), chunks / 2 * chunk_size);
    let (a, b) = rayon::join(|| sum(left, chunk_size), || sum(right, chunk_size));
    a + b
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
