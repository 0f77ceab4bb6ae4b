//! Because: whoever does not know `sort_unstable` takes `sort`.

/// A stable sort, and a loop.
pub fn new_exercise(values: &[i64]) -> Option<u64> {
    let mut sorted = values.to_vec();
    sorted.sort();
    let mut least = None;
    for at in 1..sorted.len() {
        let gap = sorted[at].abs_diff(sorted[at - 1]);
        if least.is_none_or(|least| gap < least) {
            least = Some(gap);
        }
    }
    least
}
