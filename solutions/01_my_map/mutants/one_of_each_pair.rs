//! Expect: wrong_answer
//! Because: it takes two values at a time and calls the function for the first of them only.

pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    for pair in values.chunks(2) {
        mapped.push(f(&pair[0]));
    }
    mapped
}
