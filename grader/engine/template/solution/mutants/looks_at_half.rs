//! Expect: wrong_answer
//! Because: half of the pairs are looked at, which is right as often as the gap lies there.

use rayon::prelude::*;

/// The largest gap is somewhere, and often enough in the first half.
pub fn new_exercise(values: &[i64]) -> u64 {
    let pairs = values.par_windows(2).take(values.len().saturating_sub(1) / 2);
    pairs.map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0)
}
