//! Expect: low_speedup
//! Cause: serial
//! Because: iterators are lazy, so each thread is joined before the next one is spawned.

use std::thread;

/// A thread for each part of the list, or so it seems: `flat_map` asks for one
/// handle at a time, and joins it before it asks for the next.
pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    let threads = rayon::current_num_threads();
    let chunk_size = arrays.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        arrays
            .chunks(chunk_size)
            .map(|chunk| scope.spawn(move || means_of(chunk, rounds)))
            .flat_map(|handle| handle.join().expect("no thread panics"))
            .collect()
    })
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
