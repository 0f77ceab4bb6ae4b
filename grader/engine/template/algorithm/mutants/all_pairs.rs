//! Expect: low_speedup
//! Cause: algorithm
//! Because: it is the baseline's own algorithm, on one thread.

/// Every pair once.
pub fn new_exercise(values: &[i64]) -> Option<u64> {
    let rests = values.iter().enumerate().map(|(at, &one)| (one, &values[at + 1..]));
    rests.filter_map(|(one, rest)| rest.iter().map(|other| one.abs_diff(*other)).min()).min()
}
