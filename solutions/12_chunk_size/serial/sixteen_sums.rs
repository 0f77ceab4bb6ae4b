//! Because: sixteen sums are in flight, twice as many as in the baseline.

use ndarray::ArrayView1;

pub fn chunk_size(_len: usize, _threads: usize) -> usize {
    16_384
}

pub fn mean_root_square(data: ArrayView1<'_, f64>, _chunk_size: usize) -> f64 {
    if data.is_empty() {
        return 0.0;
    }
    let Some(numbers) = data.as_slice() else {
        return data.iter().map(|x| (x * x).sqrt()).sum::<f64>() / data.len() as f64;
    };
    let (rows, rest) = numbers.as_chunks::<16>();
    let mut sums = [0.0; 16];
    for row in rows {
        for (sum, x) in sums.iter_mut().zip(row) {
            *sum += (x * x).sqrt();
        }
    }
    let rest: f64 = rest.iter().map(|x| (x * x).sqrt()).sum();
    (sums.iter().sum::<f64>() + rest) / data.len() as f64
}
