//! Expect: wrong_answer
//! Because: only the first half of the columns of `a` and of the rows of `b` is multiplied.

use ndarray::linalg::general_mat_mul;
use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayView2, Axis};

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut product = Array2::zeros((a.nrows(), b.ncols()));
    let rows = a.nrows().div_ceil(rayon::current_num_threads()).max(1);
    let half = a.ncols().div_ceil(2);
    let (a, b) = (a.split_at(Axis(1), half).0, b.split_at(Axis(0), half).0);
    a.axis_chunks_iter(Axis(0), rows)
        .into_par_iter()
        .zip(product.axis_chunks_iter_mut(Axis(0), rows))
        .for_each(|(a, mut product)| general_mat_mul(1.0, &a, &b, 0.0, &mut product));
    product
}
