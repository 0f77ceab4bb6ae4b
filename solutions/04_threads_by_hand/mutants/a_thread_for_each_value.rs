//! Expect: low_speedup
//! Cause: oversubscription
//! Because: a thousand threads want two cores, and to start one costs as much as the rounds of its value.

use std::thread;

/// A thread for every value. The sums of the parts are taken afterwards.
pub fn threads_by_hand(values: &[f64], threads: usize) -> Vec<f64> {
    let mut results = vec![0.0; values.len()];
    thread::scope(|scope| {
        for (result, value) in results.iter_mut().zip(values) {
            scope.spawn(move || *result = heavy_sum(&[*value]));
        }
    });
    let mut rest = results.as_slice();
    let mut sums = Vec::with_capacity(threads);
    for left in (1..=threads).rev() {
        let (part, after) = rest.split_at(rest.len().div_ceil(left));
        rest = after;
        sums.push(part.iter().sum());
    }
    sums
}

const ROUNDS: u32 = 3_000;

pub fn heavy_sum(values: &[f64]) -> f64 {
    let (rows, rest) = values.as_chunks::<8>();
    let sums: f64 = rows.iter().map(|row| rounds(*row).iter().sum::<f64>()).sum();
    sums + rest.iter().map(|value| rounds([*value])[0]).sum::<f64>()
}

fn rounds<const N: usize>(mut row: [f64; N]) -> [f64; N] {
    for _ in 0..ROUNDS {
        row = row.map(|a| a.sqrt() + 10.0 * a.sin().abs());
    }
    row
}
