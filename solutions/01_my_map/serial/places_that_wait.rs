//! Because: it makes a place for each result first and fills the places in a loop without a push, then takes them out.

pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    let mut places: Vec<Option<U>> = values.iter().map(|_| None).collect();
    for (place, value) in places.iter_mut().zip(values) {
        *place = Some(f(value));
    }
    places.into_iter().flatten().collect()
}
