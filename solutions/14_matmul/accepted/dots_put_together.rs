//! Because: each block of rows is multiplied with `dot` into an array of its own, and the blocks are put under each other at the end.

use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayView2, Axis, concatenate};

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let rows = a.nrows().div_ceil(rayon::current_num_threads()).max(1);
    let blocks: Vec<Array2<f64>> =
        a.axis_chunks_iter(Axis(0), rows).into_par_iter().map(|block| block.dot(&b)).collect();
    if blocks.is_empty() {
        return Array2::zeros((0, b.ncols()));
    }
    let views: Vec<_> = blocks.iter().map(|block| block.view()).collect();
    concatenate(Axis(0), &views).expect("all blocks have the columns of b")
}
