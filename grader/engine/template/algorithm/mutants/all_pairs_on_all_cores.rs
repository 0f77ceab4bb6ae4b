//! Expect: low_speedup
//! Cause: algorithm
//! Because: cores share the pairs, and there are as many of them as before.

use rayon::prelude::*;

/// Every pair once, in parallel.
pub fn new_exercise(values: &[i64]) -> Option<u64> {
    let closest =
        |(at, &one): (usize, &i64)| values[at + 1..].iter().map(|other| one.abs_diff(*other)).min();
    values.par_iter().enumerate().filter_map(closest).min()
}
