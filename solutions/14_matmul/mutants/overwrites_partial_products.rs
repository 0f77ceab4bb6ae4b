//! Expect: wrong_answer
//! Because: what lies between is cut too, and each partial product takes the place of the one before instead of being added.

use ndarray::linalg::general_mat_mul;
use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayView2, Axis};

/// Columns of `a` and rows of `b` in a block.
const BETWEEN: usize = 256;

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut product = Array2::zeros((a.nrows(), b.ncols()));
    let rows = a.nrows().div_ceil(rayon::current_num_threads()).max(1);
    a.axis_chunks_iter(Axis(0), rows)
        .into_par_iter()
        .zip(product.axis_chunks_iter_mut(Axis(0), rows))
        .for_each(|(a, mut product)| {
            let parts = a.axis_chunks_iter(Axis(1), BETWEEN);
            for (a, b) in parts.zip(b.axis_chunks_iter(Axis(0), BETWEEN)) {
                general_mat_mul(1.0, &a, &b, 0.0, &mut product);
            }
        });
    product
}
