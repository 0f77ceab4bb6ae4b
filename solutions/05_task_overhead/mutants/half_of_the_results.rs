//! Expect: wrong_answer
//! Because: of the two halves that are mapped at the same time, only the first is kept.

/// A list for one thread.
const SHORT: usize = 4;

pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    if values.len() <= SHORT {
        return values.iter().map(f).collect();
    }
    let (first, second) = values.split_at(values.len() / 2);
    let map = |values: &[T]| values.iter().map(&f).collect::<Vec<U>>();
    let (mapped, _) = rayon::join(|| map(first), || map(second));
    mapped
}
