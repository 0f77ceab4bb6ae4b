//! Many groups: a group-by with about as many groups as rows.
//!
//! Read `lessons/src/30_many_groups.md`, fill in `many_groups` below, then type
//! `cargo grade many_groups`.
//!
//! Stuck? Type `cargo grade hint many_groups`.

use std::collections::BTreeMap;

/// Returns how many keys have one row, how many have two, and so on: for each number
/// of rows that some key has, the number of keys that have so many.
///
/// The keys 7, 4096, 7, 5 make two groups of one row and one of two: `{1: 2, 2: 1}`. A
/// column may have one key for all rows, or another one for each, or no row. The last
/// bits of all keys may be the same.
///
/// The baseline counts in one standard `HashMap`. That map is fast enough for the goal,
/// if there are many small ones of it.
pub fn many_groups(keys: &[u64]) -> BTreeMap<usize, usize> {
    todo!("group {} rows, in parallel", keys.len())
}

// Your own tests: `cargo test -p many_groups`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_keys() {
        assert_eq!(many_groups(&[7, 4096, 7, 5]), BTreeMap::from([(1, 2), (2, 1)]));
    }
}
