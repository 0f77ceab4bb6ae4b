//! All pairs of neighbours at once: windows overlap, so no gap lies in a seam.

use rayon::prelude::*;

/// The serial program with `par_windows` for `windows`. Rayon cuts the list of
/// pairs, not the list of values: the last value of one part is also the first
/// of the next.
pub fn new_exercise(values: &[i64]) -> u64 {
    values.par_windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0)
}
