//! Expect: wrong_answer
//! Because: the gap between two parts lies in neither.

use rayon::prelude::*;

pub fn part_len(len: usize, threads: usize) -> usize {
    (len / (8 * threads)).max(1)
}

/// Chunks that share no value.
pub fn new_exercise(values: &[i64], part_len: usize) -> u64 {
    let gap_in = |part: &[i64]| part.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max();
    values.par_chunks(part_len).filter_map(gap_in).max().unwrap_or(0)
}
