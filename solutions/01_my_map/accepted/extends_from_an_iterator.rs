//! Because: it lets a vector with room extend itself from the built-in lazy map.

pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    mapped.extend(values.iter().map(f));
    mapped
}
