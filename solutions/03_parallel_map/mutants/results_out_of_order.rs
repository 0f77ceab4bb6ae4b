//! Expect: wrong_answer
//! Because: the arrays are sorted longest first for the balance, and the means stay in that order.

use rayon::prelude::*;

/// Starting with the longest array is a good schedule. But the caller wants the
/// means in the order of the arrays.
pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    let mut longest_first: Vec<&Vec<f64>> = arrays.iter().collect();
    longest_first.sort_by_key(|array| std::cmp::Reverse(array.len()));
    longest_first.par_iter().map(|array| mean_after(array, rounds)).collect()
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let heavy = |&a: &f64| (0..rounds).fold(a, |a, _| a.sqrt() + a.sin());
    array.iter().map(heavy).sum::<f64>() / array.len() as f64
}
