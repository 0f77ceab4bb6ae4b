//! Because: two loops over indices might be compiled better, or worse.

/// Every pair, by its two places.
pub fn new_exercise(values: &[i64]) -> Option<u64> {
    let mut least = None;
    for i in 0..values.len() {
        for j in i + 1..values.len() {
            let gap = values[i].abs_diff(values[j]);
            if least.is_none_or(|least| gap < least) {
                least = Some(gap);
            }
        }
    }
    least
}
