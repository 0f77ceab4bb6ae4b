//! Expect: low_speedup
//! Cause: overhead
//! Because: a task costs ten times what a cheap call does.

/// Every value is a task, and every task has a place of its own for its result.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let mut places: Vec<Option<U>> = values.iter().map(|_| None).collect();
    let f = &f;
    rayon::scope(|scope| {
        for (place, value) in places.iter_mut().zip(values) {
            scope.spawn(move |_| *place = Some(f(value)));
        }
    });
    places.into_iter().map(|place| place.expect("each task has filled its place")).collect()
}
