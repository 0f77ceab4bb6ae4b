//! Because: it keeps the points of each cell in an ordered map, where a look-up takes the logarithm of the number of cells.

use rayon::prelude::*;
use std::collections::BTreeMap;

pub fn close_pairs(x: &[f64], y: &[f64], radius: f64) -> u64 {
    // A hair wider than the radius, and never zero.
    let width = radius.max(1e-3) * 1.000_001;
    let cell = |value: f64| (value / width).floor() as i64;
    let mut cells: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for index in 0..x.len() {
        cells.entry((cell(x[index]), cell(y[index]))).or_default().push(index);
    }
    let later_neighbours = |index: usize| {
        let (column, row) = (cell(x[index]), cell(y[index]));
        let mut close = 0;
        for column in column - 1..=column + 1 {
            for row in row - 1..=row + 1 {
                for &other in cells.get(&(column, row)).into_iter().flatten() {
                    let (dx, dy) = (x[other] - x[index], y[other] - y[index]);
                    if other > index && dx * dx + dy * dy <= radius * radius {
                        close += 1;
                    }
                }
            }
        }
        close
    };
    (0..x.len()).into_par_iter().map(later_neighbours).sum()
}
