//! New exercise: the largest gap between neighbours, and how long a part should be.
//!
//! Read `lessons/src/00_new_exercise.md`, fill in the two functions below, then type
//! `cargo grade new_exercise`.
//!
//! Stuck? Type `cargo grade hint new_exercise`.

/// Returns the length of a part that you found best for `len` values on `threads` threads.
/// It is at least 1, even if there are no values.
///
/// Find it by measuring: `cargo grade sweep new_exercise` tries many.
pub fn part_len(len: usize, threads: usize) -> usize {
    todo!("choose the length of a part for {len} values on {threads} threads")
}

/// Returns the largest absolute difference between neighbours, or 0 if there are fewer than
/// two values. Every part of `part_len` values is one task; the last may be shorter.
pub fn new_exercise(values: &[i64], part_len: usize) -> u64 {
    todo!("find the largest gap among {} values, in parts of {part_len}", values.len())
}

// Your own tests: `cargo test -p new_exercise`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_between_two_parts_counts() {
        assert_eq!(new_exercise(&[3, 4, -4, -3], 2), 8);
    }
}
