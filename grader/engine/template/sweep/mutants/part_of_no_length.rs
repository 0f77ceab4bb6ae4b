//! Expect: wrong_answer
//! Because: for few values the division leaves 0, and a part of no length has no end.

use rayon::prelude::*;

/// No lower bound.
pub fn part_len(len: usize, threads: usize) -> usize {
    len / (8 * threads)
}

/// Right for every length that is one.
pub fn new_exercise(values: &[i64], part_len: usize) -> u64 {
    let pairs = values.par_windows(2).with_min_len(part_len.max(1));
    pairs.map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0)
}
