//! Expect: wrong_answer
//! Because: the loop ends one value too early, as `range(len(values) - 1)` does.

pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    let mut index = 0;
    while index + 1 < values.len() {
        mapped.push(f(&values[index]));
        index += 1;
    }
    mapped
}
