//! The product cut into as many blocks as there are threads, each as square as
//! can be, and ndarray's own product for each block.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis};

/// Few and large blocks: a product of blocks first copies both into an order of
/// its own, and that is the only work that cutting adds.
#[expect(clippy::needless_pass_by_value, reason = "the exercise gives the signature")]
pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut product = Array2::zeros((a.nrows(), b.ncols()));
    multiply(&a, &b, product.view_mut(), rayon::current_num_threads());
    product
}

/// Writes the product of `a` and `b` into `product`, in so many blocks.
///
/// The longer side is cut: rows of `a`, or columns of `b`. The other factor goes
/// to both halves, and the squarer a block is, the less of it that is. What lies
/// between, the columns of `a`, is never cut: then two tasks would write to the
/// same place.
fn multiply(
    a: &ArrayView2<'_, f64>,
    b: &ArrayView2<'_, f64>,
    mut product: ArrayViewMut2<'_, f64>,
    blocks: usize,
) {
    if blocks <= 1 {
        general_mat_mul(1.0, a, b, 0.0, &mut product);
        return;
    }
    // How many blocks one half gets, and its share of the rows or columns.
    let left = blocks / 2;
    let share = |length: usize| length * left / blocks;
    if product.nrows() >= product.ncols() {
        let rows = share(product.nrows());
        let (above, below) = product.split_at(Axis(0), rows);
        let (a_above, a_below) = a.split_at(Axis(0), rows);
        rayon::join(
            || multiply(&a_above, b, above, left),
            || multiply(&a_below, b, below, blocks - left),
        );
    } else {
        let columns = share(product.ncols());
        let (before, after) = product.split_at(Axis(1), columns);
        let (b_before, b_after) = b.split_at(Axis(1), columns);
        rayon::join(
            || multiply(a, &b_before, before, left),
            || multiply(a, &b_after, after, blocks - left),
        );
    }
}
