//! Sort, and the closest two stand side by side.

/// Sorting takes n log n steps where all pairs take n². For some thousand values that is done
/// in less time than a pool needs to wake up, so there is nothing for more cores to do.
pub fn new_exercise(values: &[i64]) -> Option<u64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).map(|pair| pair[0].abs_diff(pair[1])).min()
}
