//! Close pairs: leave comparisons out before you share them among cores.
//!
//! Read `lessons/src/07_close_pairs.md`, fill in the function below, then type
//! `cargo grade close_pairs`.
//!
//! Stuck? Type `cargo grade hint close_pairs`.

/// Returns how many pairs of points lie at most `radius` apart. Point `i` is at
/// `(x[i], y[i])`. Each pair counts once, and no point is a pair with itself; two
/// points in the same place are one pair.
///
/// A pair is close if `dx * dx + dy * dy <= radius * radius`. The radius is not
/// negative. Points may be anywhere, and far apart.
pub fn close_pairs(x: &[f64], y: &[f64], radius: f64) -> u64 {
    todo!("count the pairs of {} and {} coordinates within {radius}", x.len(), y.len())
}

// Your own tests: `cargo test -p close_pairs`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_points_on_a_line() {
        assert_eq!(close_pairs(&[0.0, 1.0, 3.0], &[0.0, 0.0, 0.0], 1.0), 1);
    }
}
