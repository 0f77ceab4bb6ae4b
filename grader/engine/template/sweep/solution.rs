//! One task for each part, and parts that are neither too short nor too few.

use rayon::prelude::*;

/// How many parts each thread gets, so that one that was held up can give some away.
const PARTS_A_THREAD: usize = 8;
/// What is in a task takes many times as long as it costs to start it.
const SHORTEST: usize = 16_384;

/// Any length in the valley is about as good as any other.
pub fn part_len(len: usize, threads: usize) -> usize {
    (len / (PARTS_A_THREAD * threads)).max(SHORTEST)
}

/// Part number k ends with the value that the next one begins with.
pub fn new_exercise(values: &[i64], part_len: usize) -> u64 {
    let parts = values.len().div_ceil(part_len);
    let gap_in = |k: usize| {
        let end = values.len().min((k + 1) * part_len + 1);
        let pairs = values[k * part_len..end].windows(2);
        pairs.map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0)
    };
    (0..parts).into_par_iter().with_max_len(1).map(gap_in).max().unwrap_or(0)
}
