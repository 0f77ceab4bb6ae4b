//! Because: the columns of `b` are cut instead of the rows of `a`, two blocks for each thread.

use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayView2, Axis};

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut product = Array2::zeros((a.nrows(), b.ncols()));
    let columns = b.ncols().div_ceil(2 * rayon::current_num_threads()).max(1);
    product
        .axis_chunks_iter_mut(Axis(1), columns)
        .into_par_iter()
        .zip(b.axis_chunks_iter(Axis(1), columns))
        .for_each(|(mut place, b)| place.assign(&a.dot(&b)));
    product
}
