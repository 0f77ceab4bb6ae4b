//! Because: a length that is always the same is in the valley, too.

use rayon::prelude::*;

/// A few times what a core's own cache holds at once.
pub fn part_len(_len: usize, _threads: usize) -> usize {
    65_536
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
