//! Expect: low_speedup
//! Cause: algorithm
//! Because: every `insert(0, …)` moves all results that are there already, so that the time grows with the square of the length.

/// As in languages with linked lists: put each result at the head, and reverse
/// the list at the end.
pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    for value in values {
        mapped.insert(0, f(value));
    }
    mapped.reverse();
    mapped
}
