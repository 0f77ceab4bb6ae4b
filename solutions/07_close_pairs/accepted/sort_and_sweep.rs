//! Because: it sorts the points by x and compares each with those within the radius to its right; that is O(n^1.5) in a square, and far below all pairs.

use rayon::prelude::*;

pub fn close_pairs(x: &[f64], y: &[f64], radius: f64) -> u64 {
    let mut points: Vec<(f64, f64)> = x.iter().copied().zip(y.iter().copied()).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let right_of = |index: usize| {
        let (own_x, own_y) = points[index];
        let near = points[index + 1..].iter().take_while(|point| point.0 - own_x <= radius);
        let is_close = |&&(x, y): &&(f64, f64)| {
            let (dx, dy) = (x - own_x, y - own_y);
            dx * dx + dy * dy <= radius * radius
        };
        near.filter(is_close).count() as u64
    };
    (0..points.len()).into_par_iter().map(right_of).sum()
}
