//! Expect: wrong_answer
//! Because: the closest two may lie among the values that are left out.

/// The first half, and right as often as the closest two are in it.
pub fn new_exercise(values: &[i64]) -> Option<u64> {
    let mut sorted = values[..values.len().div_ceil(2)].to_vec();
    sorted.sort_unstable();
    sorted.windows(2).map(|pair| pair[0].abs_diff(pair[1])).min()
}
