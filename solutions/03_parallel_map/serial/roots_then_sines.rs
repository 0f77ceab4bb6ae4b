//! Because: it is numpy's way, all roots, then all sines, then their sums, so that the compiler vectorises the roots and the sums.

pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    arrays.iter().map(|array| mean_after(array, rounds)).collect()
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let mut values = array.to_vec();
    let mut sines = vec![0.0; values.len()];
    for _ in 0..rounds {
        for (sine, a) in sines.iter_mut().zip(&values) {
            *sine = a.sin();
        }
        for (a, sine) in values.iter_mut().zip(&sines) {
            *a = a.sqrt() + sine;
        }
    }
    values.iter().sum::<f64>() / values.len() as f64
}
