//! Because: the lecture's three loops, with the innermost one along the rows, so that the compiler vectorises it.

use ndarray::{Array2, ArrayView2};

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let (a, b) = (a.as_standard_layout(), b.as_standard_layout());
    let mut product = Array2::zeros((a.nrows(), b.ncols()));
    for (i, mut row) in product.rows_mut().into_iter().enumerate() {
        for (k, b) in b.rows().into_iter().enumerate() {
            let factor = a[[i, k]];
            row.iter_mut().zip(b).for_each(|(sum, b)| *sum += factor * b);
        }
    }
    product
}
