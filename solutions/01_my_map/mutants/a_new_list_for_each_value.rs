//! Expect: low_speedup
//! Cause: algorithm
//! Because: `mapped = mapped + [f(value)]` makes a list one longer than the last and moves everything into it, for each value.

pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let mut mapped = Vec::new();
    for value in values {
        let mut longer = Vec::with_capacity(mapped.len() + 1);
        longer.append(&mut mapped);
        longer.push(f(value));
        mapped = longer;
    }
    mapped
}
