//! Expect: wrong_answer
//! Because: it stops after half of the rounds and corrects the rest by the slope of the kernel where it settles.

use rayon::prelude::*;

/// Where `sqrt(a) + sin(a)` settles.
const SETTLED: f64 = 2.271_505_594_161_487_6;

/// Near the place where a kernel settles, each round makes the distance to it
/// smaller by the same factor. These values are not near enough.
pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    arrays.par_iter().map(|array| mean_after(array, rounds)).collect()
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let done = rounds.div_ceil(2);
    let left = rounds - done;
    let slope = 0.5 / SETTLED.sqrt() + SETTLED.cos();
    let heavy = |&a: &f64| {
        let near = (0..done).fold(a, |a, _| a.sqrt() + a.sin());
        if left == 0 { near } else { SETTLED + (near - SETTLED) * slope.powi(left.cast_signed()) }
    };
    array.iter().map(heavy).sum::<f64>() / array.len() as f64
}
