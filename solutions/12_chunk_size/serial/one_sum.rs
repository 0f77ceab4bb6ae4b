//! Because: the obvious loop, with one sum that each addition waits for.

use ndarray::ArrayView1;

pub fn chunk_size(_len: usize, _threads: usize) -> usize {
    16_384
}

pub fn mean_root_square(data: ArrayView1<'_, f64>, _chunk_size: usize) -> f64 {
    if data.is_empty() {
        return 0.0;
    }
    let mut sum = 0.0;
    for x in data {
        sum += (x * x).sqrt();
    }
    sum / data.len() as f64
}
