//! Because: the lecture's form, one temporary array after the other.

use ndarray::ArrayView1;

pub fn chunk_size(_len: usize, _threads: usize) -> usize {
    16_384
}

pub fn mean_root_square(data: ArrayView1<'_, f64>, _chunk_size: usize) -> f64 {
    if data.is_empty() {
        return 0.0;
    }
    let squares = data.mapv(|x| x * x);
    let roots = squares.mapv(f64::sqrt);
    roots.sum() / data.len() as f64
}
