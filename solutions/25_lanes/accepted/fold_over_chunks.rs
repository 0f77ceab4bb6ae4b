//! Because: a fold over `chunks_exact`, whose state is an array that each step makes anew.

use std::array;

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let chunks = values.chunks_exact(8);
    let rest = chunks.remainder();
    let decay_8 = decay.powi(8);
    let totals = chunks.fold([0.0; 8], |totals: [f64; 8], chunk| {
        array::from_fn(|lane| totals[lane] * decay_8 + chunk[lane])
    });
    totals.iter().chain(rest).fold(0.0, |total, x| total * decay + x)
}
