//! Because: it collects into a boxed slice, which has no spare room, and makes a vector of it without a copy.

pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let mapped: Box<[U]> = values.iter().map(f).collect();
    mapped.into_vec()
}
