//! Expect: wrong_answer
//! Because: the numbers of `a` are copied as they lie in memory, which is column after column if it is transposed.

use ndarray::linalg::general_mat_mul;
use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayView2, Axis};

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let numbers = a.as_slice_memory_order().expect("no gaps").to_vec();
    let a = Array2::from_shape_vec(a.dim(), numbers).expect("as many numbers as before");
    let mut product = Array2::zeros((a.nrows(), b.ncols()));
    let rows = a.nrows().div_ceil(rayon::current_num_threads()).max(1);
    a.axis_chunks_iter(Axis(0), rows)
        .into_par_iter()
        .zip(product.axis_chunks_iter_mut(Axis(0), rows))
        .for_each(|(a, mut product)| general_mat_mul(1.0, &a, &b, 0.0, &mut product));
    product
}
