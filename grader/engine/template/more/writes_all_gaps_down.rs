//! Expect: count_limit
//! Because: all gaps are written down, twice as wide as the values, to find the largest.

use rayon::prelude::*;

/// A list of as many gaps as there are pairs.
pub fn new_exercise(values: &[i64]) -> u64 {
    let gap = |pair: &[i64]| (pair[0].abs_diff(pair[1]), pair[0]);
    let gaps: Vec<(u64, i64)> = values.par_windows(2).map(gap).collect();
    gaps.par_iter().map(|(gap, _)| *gap).max().unwrap_or(0)
}
