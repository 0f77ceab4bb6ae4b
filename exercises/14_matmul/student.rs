//! Matrix product: blocks of the result, each a task.
//!
//! Read `lessons/src/14_matmul.md`, fill in `matmul` below, then type
//! `cargo grade matmul`.
//!
//! Stuck? Type `cargo grade hint matmul`.

use ndarray::{Array2, ArrayView2};

/// Returns the product of `a` and `b`: in row i and column j stands the sum of
/// `a[[i, k]] * b[[k, j]]` over all k.
///
/// `a` has as many columns as `b` has rows. Any size may be 0; a sum of nothing
/// is 0. The views may be transposed or strided. ndarray's own product,
/// `a.dot(&b)`, takes them all, and runs on one thread. You need no inner loop
/// of your own: cut the work, and let `dot` or
/// `ndarray::linalg::general_mat_mul` do each part.
#[allow(
    clippy::needless_pass_by_value,
    reason = "a view is small: a pointer, two lengths and two strides"
)]
pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    todo!("multiply {:?} by {:?}, in parallel", a.dim(), b.dim())
}

// Your own tests: `cargo test -p matmul`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_by_two() {
        let a = ndarray::array![[1.0, 2.0], [3.0, 4.0]];
        let b = ndarray::array![[0.0, 1.0], [1.0, 1.0]];
        assert_eq!(matmul(a.view(), b.view()), ndarray::array![[2.0, 3.0], [4.0, 7.0]]);
    }
}
