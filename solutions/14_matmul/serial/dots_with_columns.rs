//! Because: `b` is transposed first, and each number is a dot product of two rows, in eight lanes.

use ndarray::{Array2, ArrayView2};

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let columns = b.t().as_standard_layout().into_owned();
    let a = a.as_standard_layout();
    Array2::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| {
        let (row, column) = (a.row(i), columns.row(j));
        match (row.as_slice(), column.as_slice()) {
            (Some(row), Some(column)) => dot(row, column),
            _ => row.dot(&column),
        }
    })
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    let ((rows_a, rest_a), (rows_b, rest_b)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [0.0; 8];
    for (a, b) in rows_a.iter().zip(rows_b) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}
