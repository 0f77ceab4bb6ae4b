//! Because: it calls the function for four values before it stores a result, so that the processor and the compiler may overlap the calls.

pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    let (rows, rest) = values.as_chunks::<4>();
    for row in rows {
        mapped.extend(row.each_ref().map(&f));
    }
    mapped.extend(rest.iter().map(&f));
    mapped
}
