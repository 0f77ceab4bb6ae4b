//! Because: it is numpy's way, all sines, then all roots and sums, so that the compiler vectorises what it can.

pub fn threads_by_hand(values: &[f64], threads: usize) -> Vec<f64> {
    let mut rest = values;
    let part = |left: usize| {
        let (part, after) = rest.split_at(rest.len().div_ceil(left));
        rest = after;
        heavy_sum(part)
    };
    (1..=threads).rev().map(part).collect()
}

const ROUNDS: u32 = 3_000;

pub fn heavy_sum(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    let mut sines = vec![0.0; values.len()];
    for _ in 0..ROUNDS {
        for (sine, a) in sines.iter_mut().zip(&values) {
            *sine = a.sin();
        }
        for (a, sine) in values.iter_mut().zip(&sines) {
            *a = a.sqrt() + 10.0 * f64::abs(*sine);
        }
    }
    values.iter().sum()
}
