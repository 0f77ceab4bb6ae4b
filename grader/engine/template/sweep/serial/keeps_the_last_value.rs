//! Because: whoever keeps the last value in a variable reads each value once.

/// One part.
pub fn part_len(len: usize, _threads: usize) -> usize {
    len.max(1)
}

/// One loop with two variables.
pub fn new_exercise(values: &[i64], _part_len: usize) -> u64 {
    let Some((&first, rest)) = values.split_first() else { return 0 };
    let (mut last, mut largest) = (first, 0);
    for &value in rest {
        largest = largest.max(value.abs_diff(last));
        last = value;
    }
    largest
}
