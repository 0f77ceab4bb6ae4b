//! Because: whoever cuts the list into chunks can look at the seams afterwards.

use rayon::prelude::*;

/// The largest gap inside the chunks, and then the one between a chunk's last value and
/// the next chunk's first.
pub fn new_exercise(values: &[i64]) -> u64 {
    let length = values.len().div_ceil(4 * rayon::current_num_threads()).max(1);
    let largest =
        |chunk: &[i64]| chunk.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0);
    let inside = values.par_chunks(length).map(largest).max().unwrap_or(0);
    let starts = (length..values.len()).step_by(length);
    let seams = starts.map(|start| values[start - 1].abs_diff(values[start]));
    inside.max(seams.max().unwrap_or(0))
}
