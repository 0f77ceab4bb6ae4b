//! Expect: low_speedup
//! Cause: serial
//! Because: the blocks are there, and one thread takes them all.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, Axis};

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut product = Array2::zeros((a.nrows(), b.ncols()));
    let rows = a.nrows().div_ceil(rayon::current_num_threads()).max(1);
    a.axis_chunks_iter(Axis(0), rows)
        .zip(product.axis_chunks_iter_mut(Axis(0), rows))
        .for_each(|(a, mut product)| general_mat_mul(1.0, &a, &b, 0.0, &mut product));
    product
}
