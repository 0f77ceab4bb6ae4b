//! Because: halves at a border of parts, down to one, are the same parts.

/// Sixteen parts a thread.
pub fn part_len(len: usize, threads: usize) -> usize {
    (len / (16 * threads)).max(10_000)
}

/// Halves, down to a part; both share the value at the border.
pub fn new_exercise(values: &[i64], part_len: usize) -> u64 {
    largest(values, part_len)
}

fn largest(values: &[i64], part_len: usize) -> u64 {
    let count = values.len().saturating_sub(1).div_ceil(part_len);
    if count <= 1 {
        return values.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0);
    }
    let border = count / 2 * part_len;
    let left = || largest(&values[..=border], part_len);
    let right = || largest(&values[border..], part_len);
    let (left, right) = rayon::join(left, right);
    left.max(right)
}
