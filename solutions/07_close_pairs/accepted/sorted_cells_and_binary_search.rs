//! Because: it sorts the points by cell and finds the cells beside and below a point by binary search.

use rayon::prelude::*;

pub fn close_pairs(x: &[f64], y: &[f64], radius: f64) -> u64 {
    // A hair wider than the radius, and never zero.
    let width = radius.max(1e-3) * 1.000_001;
    let cell = |value: f64| (value / width).floor() as i64;
    let with_cell = |(&x, &y): (&f64, &f64)| ((cell(y), cell(x)), x, y);
    let mut points: Vec<((i64, i64), f64, f64)> = x.iter().zip(y).map(with_cell).collect();
    points.par_sort_unstable_by_key(|point| point.0);
    let close_later = |index: usize| {
        let ((row, column), own_x, own_y) = points[index];
        let start = |key: (i64, i64)| points.partition_point(|point| point.0 < key);
        let beside = index + 1..start((row, column + 2)).max(index + 1);
        let below = start((row + 1, column - 1))..start((row + 1, column + 2));
        let others = points[beside].iter().chain(&points[below]);
        let is_close = |(_, x, y): &&((i64, i64), f64, f64)| {
            let (dx, dy) = (x - own_x, y - own_y);
            dx * dx + dy * dy <= radius * radius
        };
        others.filter(is_close).count() as u64
    };
    (0..points.len()).into_par_iter().map(close_later).sum()
}
