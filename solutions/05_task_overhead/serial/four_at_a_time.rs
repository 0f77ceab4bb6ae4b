//! Because: it calls the function for four values before it stores a result, so that the processor and the compiler may overlap the calls.

pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    let (rows, rest) = values.as_chunks::<4>();
    for row in rows {
        mapped.extend(row.each_ref().map(&f));
    }
    mapped.extend(rest.iter().map(&f));
    mapped
}
