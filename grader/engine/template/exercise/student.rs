//! New exercise: the largest gap between neighbours, found on all cores.
//!
//! Read `lessons/src/00_new_exercise.md`, fill in the function below, then type
//! `cargo grade new_exercise`.
//!
//! Stuck? Type `cargo grade hint new_exercise`.

/// Returns the largest absolute difference between neighbours, or 0 if there
/// are fewer than two values.
pub fn new_exercise(values: &[i64]) -> u64 {
    todo!("find the largest gap among {} values, in parallel", values.len())
}

// Your own tests: `cargo test -p new_exercise`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_falling_gap_counts() {
        assert_eq!(new_exercise(&[3, -4, 1]), 7);
    }
}
