//! Because: two iterators side by side might compile to something else than windows.

/// One part.
pub fn part_len(len: usize, _threads: usize) -> usize {
    len.max(1)
}

/// The list beside itself, one place further.
pub fn new_exercise(values: &[i64], _part_len: usize) -> u64 {
    let pairs = values.iter().zip(values.iter().skip(1));
    pairs.map(|(one, other)| one.abs_diff(*other)).max().unwrap_or(0)
}
