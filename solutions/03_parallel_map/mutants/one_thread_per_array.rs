//! Expect: low_speedup
//! Cause: overhead
//! Because: starting a thread costs more than the work that most arrays hold.

use std::thread;

/// Every array gets a thread of its own, however short it is; a hundred at a
/// time, since the system does not give thousands.
pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    arrays.chunks(100).flat_map(|arrays| a_thread_for_each(arrays, rounds)).collect()
}

fn a_thread_for_each(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    thread::scope(|scope| {
        let handles: Vec<_> =
            arrays.iter().map(|array| scope.spawn(move || mean_after(array, rounds))).collect();
        handles.into_iter().map(|handle| handle.join().expect("no thread panics")).collect()
    })
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let heavy = |&a: &f64| (0..rounds).fold(a, |a, _| a.sqrt() + a.sin());
    array.iter().map(heavy).sum::<f64>() / array.len() as f64
}
