//! Because: each value against those before it are the same pairs in another order.

/// Every pair, seen from its second value.
pub fn new_exercise(values: &[i64]) -> Option<u64> {
    let before = values.iter().enumerate().map(|(at, &one)| (one, &values[..at]));
    before.filter_map(|(one, rest)| rest.iter().map(|other| one.abs_diff(*other)).min()).min()
}
