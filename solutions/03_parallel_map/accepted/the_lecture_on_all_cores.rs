//! Because: it takes a copy of each array through round after round as the lecture does, and any order of independent values is right.

use rayon::prelude::*;

pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    arrays.par_iter().map(|array| mean_after(array, rounds)).collect()
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let mut values = array.to_vec();
    for _ in 0..rounds {
        for a in &mut values {
            *a = a.sqrt() + a.sin();
        }
    }
    values.iter().sum::<f64>() / values.len() as f64
}
