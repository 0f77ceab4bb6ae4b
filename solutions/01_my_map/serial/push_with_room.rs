//! Because: it is the obvious loop, into a vector that has the room already.

pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    for value in values {
        mapped.push(f(value));
    }
    mapped
}
