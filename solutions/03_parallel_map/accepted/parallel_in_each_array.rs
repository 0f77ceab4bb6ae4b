//! Because: it goes through the arrays one by one and shares the values of each among the cores, in pieces that are worth a task.

use rayon::prelude::*;

pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    let heavy = |&a: &f64| (0..rounds).fold(a, |a, _| a.sqrt() + a.sin());
    arrays
        .par_iter()
        .map(|array| {
            let sum: f64 =
                array.par_chunks(1_000).map(|part| part.iter().map(heavy).sum::<f64>()).sum();
            if array.is_empty() { 0.0 } else { sum / array.len() as f64 }
        })
        .collect()
}
