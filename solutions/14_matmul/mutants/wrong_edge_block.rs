//! Expect: wrong_answer
//! Because: the number of blocks is rounded down, and the rows of the shorter one at the edge stay 0.

use ndarray::linalg::general_mat_mul;
use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayView2, Axis};

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut product = Array2::zeros((a.nrows(), b.ncols()));
    let rows = 64;
    let blocks = a.nrows() / rows;
    a.axis_chunks_iter(Axis(0), rows)
        .into_par_iter()
        .zip(product.axis_chunks_iter_mut(Axis(0), rows))
        .take(blocks)
        .for_each(|(a, mut product)| general_mat_mul(1.0, &a, &b, 0.0, &mut product));
    product
}
