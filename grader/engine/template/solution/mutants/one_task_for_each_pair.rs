//! Expect: low_speedup
//! Cause: overhead
//! Because: starting a task costs more than looking at the one pair that it holds.

use rayon::prelude::*;

/// The list is cut until every task holds one pair.
pub fn new_exercise(values: &[i64]) -> u64 {
    let pairs = values.par_windows(2).with_max_len(1);
    pairs.map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0)
}
