//! Because: each chunk is a spawned task that adds its sum to one total behind a lock, once for some ten thousand numbers.

use ndarray::{ArrayView1, Axis};
use std::sync::Mutex;

pub fn chunk_size(_len: usize, _threads: usize) -> usize {
    16_384
}

pub fn mean_root_square(data: ArrayView1<'_, f64>, chunk_size: usize) -> f64 {
    if data.is_empty() {
        return 0.0;
    }
    let total = Mutex::new(0.0);
    rayon::scope(|scope| {
        for chunk in data.axis_chunks_iter(Axis(0), chunk_size) {
            let total = &total;
            scope.spawn(move |_| {
                let sum = sum_of_part(&chunk);
                *total.lock().unwrap() += sum;
            });
        }
    });
    total.into_inner().unwrap() / data.len() as f64
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
