//! Expect: wrong_answer
//! Because: `chunks_exact` leaves out the arrays that do not fill a whole chunk.

use rayon::prelude::*;

/// Four chunks for every thread. The means of the arrays after the last whole
/// chunk are never filled in.
pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    let chunk_size = (arrays.len() / (4 * rayon::current_num_threads())).max(1);
    let mut means = vec![0.0; arrays.len()];
    means.par_chunks_exact_mut(chunk_size).zip(arrays.par_chunks_exact(chunk_size)).for_each(
        |(means, arrays)| {
            for (mean, array) in means.iter_mut().zip(arrays) {
                *mean = mean_after(array, rounds);
            }
        },
    );
    means
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let heavy = |&a: &f64| (0..rounds).fold(a, |a, _| a.sqrt() + a.sin());
    array.iter().map(heavy).sum::<f64>() / array.len() as f64
}
