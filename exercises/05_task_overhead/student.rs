//! Task overhead: one map for cheap and dear functions, for few values and many.
//!
//! Read `lessons/src/05_task_overhead.md`, fill in the function below, then type
//! `cargo grade task_overhead`.
//!
//! Stuck? Type `cargo grade hint task_overhead`.

/// Returns `f` of each value, in the order of the values. No values make an
/// empty `Vec`.
///
/// `f` is called once for each value, in any order and from any thread. How long
/// a call takes is not said: a nanosecond, or many microseconds. It may differ
/// from value to value. There may be three values or a million.
///
/// Where threads are worth their price, the map uses them. Where they are not,
/// it is hardly slower than the serial `values.iter().map(f).collect()`.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let _ = f;
    todo!("map {} values, in parallel if it is worth it", values.len())
}

// Your own tests: `cargo test -p task_overhead`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_and_lengths() {
        assert_eq!(map(&[1, 2, 3], |x| x * x), [1, 4, 9]);
        assert_eq!(map(&["one", "three"], |word| word.len()), [3, 5]);
    }
}
