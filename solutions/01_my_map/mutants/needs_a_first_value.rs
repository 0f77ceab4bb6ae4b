//! Expect: runtime_error
//! Because: the list starts with the first result, and an empty slice has no first value.

pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let mut mapped = vec![f(&values[0])];
    for value in &values[1..] {
        mapped.push(f(value));
    }
    mapped
}
