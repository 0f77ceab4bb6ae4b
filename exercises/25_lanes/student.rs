//! Lanes: one chain of dependent steps, cut into several that run side by side.
//!
//! Read `lessons/src/25_lanes.md`, fill in `discounted_sum` below, then type
//! `cargo grade lanes`.
//!
//! Stuck? Type `cargo grade hint lanes`.

/// Returns the sum of the values, the newest in full, and each older one
/// multiplied by `decay` once more: with three values,
/// `values[0] * decay * decay + values[1] * decay + values[2]`. A sum of nothing
/// is 0.
///
/// The obvious loop is `for x in values { total = total * decay + x; }`. All of
/// its steps wait for each other. Make it 2.4 times as fast or more, on this one thread.
///
/// `decay` lies between 0 and 1. The values are finite, of either sign, and may be
/// any number. In which order you add them is up to you: the grader allows what
/// rounding explains.
pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    todo!("add up {} values, each multiplied by {decay} once more than the next", values.len())
}

// Your own tests: `cargo test -p lanes`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_values() {
        let sum = discounted_sum(&[8.0, 2.0, 1.0], 0.5); // 8 / 4 + 2 / 2 + 1
        assert!((sum - 4.0).abs() < 1e-12, "{sum}");
    }
}
