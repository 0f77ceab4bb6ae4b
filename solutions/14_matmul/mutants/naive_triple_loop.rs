//! Expect: low_speedup
//! Cause: overhead
//! Because: every number of the product walks down a column of `b`, which is fetched again for every row.

use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayView2, Axis};

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut product = Array2::zeros((a.nrows(), b.ncols()));
    product.axis_iter_mut(Axis(0)).into_par_iter().enumerate().for_each(|(i, mut row)| {
        for j in 0..b.ncols() {
            for k in 0..a.ncols() {
                row[j] += a[[i, k]] * b[[k, j]];
            }
        }
    });
    product
}
