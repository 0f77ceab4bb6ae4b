//! Because: whoever has just learnt `join` uses it here as well.

/// Both halves are sorted at once; the sort of the whole then finds two runs.
pub fn new_exercise(values: &[i64]) -> Option<u64> {
    let mut sorted = values.to_vec();
    let (left, right) = sorted.split_at_mut(values.len() / 2);
    rayon::join(|| left.sort_unstable(), || right.sort_unstable());
    sorted.sort();
    sorted.windows(2).map(|pair| pair[0].abs_diff(pair[1])).min()
}
