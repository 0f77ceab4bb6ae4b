//! Because: a block of a thousand roots is written to a small list, which stays in the cache, and added up from there.

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
    let mut roots = [0.0; 1_024];
    let mut sums = [0.0; 8];
    for block in numbers.chunks(roots.len()) {
        for (root, x) in roots.iter_mut().zip(block) {
            *root = (x * x).sqrt();
        }
        for row in roots[..block.len()].chunks(8) {
            for (sum, root) in sums.iter_mut().zip(row) {
                *sum += root;
            }
        }
    }
    sums.iter().sum::<f64>() / data.len() as f64
}
