//! Because: it writes the loop as a fold whose state is the list so far.

pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    values.iter().fold(Vec::with_capacity(values.len()), |mut mapped, value| {
        mapped.push(f(value));
        mapped
    })
}
