//! Expect: low_speedup
//! Cause: imbalance
//! Because: each half has as many arrays, but the first half holds four fifths of the values.

/// Two halves, two threads. The thread with the short arrays is soon done and
/// waits for the other.
pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    let (first, second) = arrays.split_at(arrays.len() / 2);
    let (mut means, mut rest) =
        rayon::join(|| means_of(first, rounds), || means_of(second, rounds));
    means.append(&mut rest);
    means
}

fn means_of(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    arrays.iter().map(|array| mean_after(array, rounds)).collect()
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let heavy = |&a: &f64| (0..rounds).fold(a, |a, _| a.sqrt() + a.sin());
    array.iter().map(heavy).sum::<f64>() / array.len() as f64
}
