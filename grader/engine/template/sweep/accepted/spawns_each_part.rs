//! Because: a scope with a task for each part does the same by hand.

use std::sync::atomic::{AtomicU64, Ordering};

/// Thirty-two parts in all, or a little more.
pub fn part_len(len: usize, threads: usize) -> usize {
    len.div_ceil(16 * threads).max(20_000)
}

/// One task for each part; the largest gap of all is kept once for each of them.
pub fn new_exercise(values: &[i64], part_len: usize) -> u64 {
    let largest = AtomicU64::new(0);
    rayon::scope(|scope| {
        for start in (0..values.len()).step_by(part_len) {
            let part = &values[start..values.len().min(start + part_len + 1)];
            let largest = &largest;
            scope.spawn(move |_| {
                let gap = part.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max();
                // The scope's end orders it before the load.
                largest.fetch_max(gap.unwrap_or(0), Ordering::Relaxed);
            });
        }
    });
    largest.into_inner()
}
