//! Expect: low_speedup
//! Cause: imbalance
//! Because: nearly all pairs are in one of two parts.

/// One value in sixteen for the one thread, the rest for the other.
pub fn new_exercise(values: &[i64]) -> u64 {
    let seam = values.len() / 16;
    let first = &values[..values.len().min(seam + 1)];
    let (few, many) = rayon::join(|| largest(first), || largest(&values[seam..]));
    few.max(many)
}

fn largest(part: &[i64]) -> u64 {
    part.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0)
}
