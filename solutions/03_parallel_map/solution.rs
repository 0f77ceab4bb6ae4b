//! One task per array; work stealing evens out the uneven lengths.

use rayon::prelude::*;

/// The serial program with `par_iter` for `iter`. Rayon cuts the list in two
/// again and again; a thread that runs out of arrays steals a piece from one
/// that has many. `collect` puts each mean where its array stood, whichever
/// thread finished first.
pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    arrays
        .par_iter()
        .map(|array| mean_after(array, rounds))
        .collect()
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let heavy = |&a: &f64| (0..rounds).fold(a, |a, _| a.sqrt() + a.sin());
    array.iter().map(heavy).sum::<f64>() / array.len() as f64
}
