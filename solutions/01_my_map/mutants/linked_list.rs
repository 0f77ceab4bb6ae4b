//! Expect: low_speedup
//! Cause: overhead
//! Because: each result gets an allocation of its own, and is moved into the vector at the end.

use std::collections::LinkedList;

/// Python says list, so a list it is.
pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let mut mapped = LinkedList::new();
    for value in values {
        mapped.push_back(f(value));
    }
    mapped.into_iter().collect()
}
