//! Expect: low_speedup
//! Cause: serial
//! Because: no task may be shorter than the list, so there is one task.

use rayon::prelude::*;

/// A parallel iterator that is never cut.
pub fn new_exercise(values: &[i64]) -> u64 {
    let pairs = values.par_windows(2).with_min_len(values.len());
    pairs.map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0)
}
