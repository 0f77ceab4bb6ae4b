//! Because: threads of its own take the number of the next chunk from a common counter, without rayon.

use ndarray::{ArrayView1, Axis, Slice};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

pub fn chunk_size(len: usize, threads: usize) -> usize {
    (len / threads / 10).clamp(1_000, 100_000)
}

pub fn mean_root_square(data: ArrayView1<'_, f64>, chunk_size: usize) -> f64 {
    if data.is_empty() {
        return 0.0;
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut sum = 0.0;
        loop {
            let start = next.fetch_add(1, Ordering::Relaxed).saturating_mul(chunk_size);
            if start >= data.len() {
                return sum;
            }
            let end = data.len().min(start.saturating_add(chunk_size));
            sum += sum_of_part(&data.slice_axis(Axis(0), Slice::from(start..end)));
        }
    };
    let threads = rayon::current_num_threads();
    let sum: f64 = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let own = work();
        others.into_iter().fold(own, |sum, thread| sum + thread.join().unwrap())
    });
    sum / data.len() as f64
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
