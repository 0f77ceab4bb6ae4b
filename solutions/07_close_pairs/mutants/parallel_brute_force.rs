//! Expect: low_speedup
//! Cause: algorithm
//! Because: all cores compare all pairs: the work is the same, only shared.

use rayon::prelude::*;

pub fn close_pairs(x: &[f64], y: &[f64], radius: f64) -> u64 {
    let later = |index: usize| {
        let pairs = x[index + 1..].iter().zip(&y[index + 1..]);
        let close = pairs.map(|(other_x, other_y)| {
            let (dx, dy) = (other_x - x[index], other_y - y[index]);
            u64::from(dx * dx + dy * dy <= radius * radius)
        });
        close.sum::<u64>()
    };
    (0..x.len()).into_par_iter().with_max_len(64).map(later).sum()
}
