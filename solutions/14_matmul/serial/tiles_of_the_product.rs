//! Because: ndarray's own product, tile by tile of 128 rows and columns.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, Axis};

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    const SIDE: usize = 128;
    let mut product = Array2::zeros((a.nrows(), b.ncols()));
    let strips = product.axis_chunks_iter_mut(Axis(0), SIDE);
    for (a, mut strip) in a.axis_chunks_iter(Axis(0), SIDE).zip(strips) {
        let tiles = strip.axis_chunks_iter_mut(Axis(1), SIDE);
        for (b, mut tile) in b.axis_chunks_iter(Axis(1), SIDE).zip(tiles) {
            general_mat_mul(1.0, &a, &b, 0.0, &mut tile);
        }
    }
    product
}
