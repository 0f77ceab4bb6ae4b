//! Because: a list is its two halves, which share the value in the middle.

/// Fewer values than this are one task.
const TASK_VALUES: usize = 50_000;

/// Halves, down to what is worth a task.
pub fn new_exercise(values: &[i64]) -> u64 {
    largest(values)
}

fn largest(values: &[i64]) -> u64 {
    if values.len() < TASK_VALUES {
        return values.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0);
    }
    let middle = values.len() / 2;
    let (left, right) = rayon::join(|| largest(&values[..=middle]), || largest(&values[middle..]));
    left.max(right)
}
