//! Because: a heap hands the values out in order, too.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// One value after the other, each beside the one before.
pub fn new_exercise(values: &[i64]) -> Option<u64> {
    let mut heap: BinaryHeap<Reverse<i64>> = values.iter().copied().map(Reverse).collect();
    let Reverse(mut last) = heap.pop()?;
    let mut least = None;
    while let Some(Reverse(value)) = heap.pop() {
        let gap = value.abs_diff(last);
        least = Some(least.map_or(gap, |least: u64| least.min(gap)));
        last = value;
    }
    least
}
