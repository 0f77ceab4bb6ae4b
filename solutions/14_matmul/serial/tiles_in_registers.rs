//! Because: tiles of 4 by 8 numbers are summed up in registers, 64 rows of `b` after the other, from copies in the order of their use.

use ndarray::{Array2, ArrayView2};

/// Rows of `b` that are kept in the cache.
const DEEP: usize = 64;

pub fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let (a, b) = (a.as_standard_layout(), b.as_standard_layout());
    let (rows, between, columns) = (a.nrows(), a.ncols(), b.ncols());
    let mut product = Array2::zeros((rows, columns));
    for first in (0..between).step_by(DEEP) {
        let last = between.min(first + DEEP);
        for j in (0..columns).step_by(8) {
            let wide = 8.min(columns - j);
            // Eight columns of b, row after row; zeros beyond the edge.
            let mut strip = [[0.0; 8]; DEEP];
            for k in first..last {
                for c in 0..wide {
                    strip[k - first][c] = b[[k, j + c]];
                }
            }
            for i in (0..rows).step_by(4) {
                let high = 4.min(rows - i);
                let mut tile = [[0.0; 8]; 4];
                for k in first..last {
                    for r in 0..high {
                        let factor = a[[i + r, k]];
                        for c in 0..8 {
                            tile[r][c] += factor * strip[k - first][c];
                        }
                    }
                }
                for r in 0..high {
                    for c in 0..wide {
                        product[[i + r, j + c]] += tile[r][c];
                    }
                }
            }
        }
    }
    product
}
