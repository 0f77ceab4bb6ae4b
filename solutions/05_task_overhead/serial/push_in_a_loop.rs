//! Because: it is the obvious loop, into a vector that has the room already.

pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    for value in values {
        mapped.push(f(value));
    }
    mapped
}
