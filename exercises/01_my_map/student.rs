//! My map: one function over a list of values, of any type.
//!
//! Read `lessons/src/01_my_map.md`, fill in the function below, then type
//! `cargo grade my_map`.
//!
//! Stuck? Type `cargo grade hint my_map`.

/// Returns `f` of each value, in the order of the values. No values make an
/// empty `Vec`.
///
/// `f` is called once for each value, from the first to the last.
///
/// `T` and `U` may be any types at all. Nothing says that they can be copied, or
/// that they have a default.
pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let _ = f;
    todo!("map {} values", values.len())
}

// Your own tests: `cargo test -p my_map`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_words() {
        assert_eq!(my_map(&[1, 2, 3], |x| x * x), [1, 4, 9]);
        assert_eq!(my_map(&["one", "three"], |word| word.len()), [3, 5]);
    }
}
