//! Because: it starts its own threads, and each takes the next array from an atomic counter, so that none runs out of work early.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    let threads = rayon::current_num_threads();
    let next = AtomicUsize::new(0);
    let mut means = vec![0.0; arrays.len()];
    thread::scope(|scope| {
        let work = || {
            let mut found = Vec::new();
            loop {
                // The counter protects nothing but itself.
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(array) = arrays.get(index) else { return found };
                found.push((index, mean_after(array, rounds)));
            }
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for handle in handles {
            for (index, mean) in handle.join().expect("no thread panics") {
                means[index] = mean;
            }
        }
    });
    means
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let heavy = |&a: &f64| (0..rounds).fold(a, |a, _| a.sqrt() + a.sin());
    array.iter().map(heavy).sum::<f64>() / array.len() as f64
}
