//! Expect: low_speedup
//! Cause: imbalance
//! Because: some 500 rows are one block of 450 and one of the few that are left, whatever the number of threads.

use ndarray::linalg::general_mat_mul;
use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayView2, Axis};

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut product = Array2::zeros((a.nrows(), b.ncols()));
    let rows = 450;
    a.axis_chunks_iter(Axis(0), rows)
        .into_par_iter()
        .zip(product.axis_chunks_iter_mut(Axis(0), rows))
        .for_each(|(a, mut product)| general_mat_mul(1.0, &a, &b, 0.0, &mut product));
    product
}
