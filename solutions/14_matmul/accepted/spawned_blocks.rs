//! Because: a scope spawns one task for each block of at least 64 rows, more of them than threads.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, Axis};

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut product = Array2::zeros((a.nrows(), b.ncols()));
    let rows = a.nrows().div_ceil(4 * rayon::current_num_threads()).max(64);
    rayon::scope(|scope| {
        let places = product.axis_chunks_iter_mut(Axis(0), rows);
        for (part, mut place) in a.axis_chunks_iter(Axis(0), rows).zip(places) {
            scope.spawn(move |_| general_mat_mul(1.0, &part, &b, 0.0, &mut place));
        }
    });
    product
}
