//! A loop that pushes, into a vector that has the room already.

/// One allocation, and each result is written once, where it stays.
///
/// Nothing is asked of `T` and `U`. A vector may have room for values that are
/// not there yet, so no result needs a default in its place.
pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    for value in values {
        mapped.push(f(value));
    }
    mapped
}
