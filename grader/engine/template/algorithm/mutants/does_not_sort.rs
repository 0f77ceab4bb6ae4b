//! Expect: wrong_answer
//! Because: neighbours in the list are taken for neighbours on the line.

/// The windows of a list as it comes.
pub fn new_exercise(values: &[i64]) -> Option<u64> {
    values.windows(2).map(|pair| pair[0].abs_diff(pair[1])).min()
}
