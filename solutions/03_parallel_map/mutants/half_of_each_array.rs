//! Expect: wrong_answer
//! Because: a mean over every second value is only near the mean over all.

use rayon::prelude::*;

/// Long arrays have many values, and half of them are a good sample.
pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    arrays.par_iter().map(|array| mean_after(array, rounds)).collect()
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let heavy = |&a: &f64| (0..rounds).fold(a, |a, _| a.sqrt() + a.sin());
    let sample = array.iter().step_by(2);
    let taken = sample.len();
    sample.map(heavy).sum::<f64>() / taken as f64
}
