//! New exercise: the two closest values of many, without looking at all pairs.
//!
//! Read `lessons/src/00_new_exercise.md`, fill in the function below, then type
//! `cargo grade new_exercise`.
//!
//! Stuck? Type `cargo grade hint new_exercise`.

/// Returns the smallest absolute difference between two of the values, or nothing if
/// there are fewer than two.
pub fn new_exercise(values: &[i64]) -> Option<u64> {
    todo!("find the closest two of {} values", values.len())
}

// Your own tests: `cargo test -p new_exercise`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_the_list_need_not_be_close() {
        assert_eq!(new_exercise(&[9, -4, 7, 30]), Some(2));
    }
}
