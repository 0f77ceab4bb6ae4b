//! Expect: wrong_answer
//! Because: the gap between the last value of a chunk and the first of the next is never looked at.

use rayon::prelude::*;

/// Four chunks for each thread, and the largest gap inside each of them.
pub fn new_exercise(values: &[i64]) -> u64 {
    let chunk_size = values.len().div_ceil(4 * rayon::current_num_threads()).max(1);
    let gaps = values.par_chunks(chunk_size).flat_map_iter(|chunk| {
        let gaps = chunk.windows(2).map(|pair| pair[0].abs_diff(pair[1]));
        gaps.max()
    });
    gaps.max().unwrap_or(0)
}
