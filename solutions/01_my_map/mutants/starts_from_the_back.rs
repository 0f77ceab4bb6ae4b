//! Expect: wrong_answer
//! Because: the results are right, but `f` is called for the last value first, and a function that prints or counts can tell.

/// Fills the list from its end, then turns it round.
pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    for value in values.iter().rev() {
        mapped.push(f(value));
    }
    mapped.reverse();
    mapped
}
