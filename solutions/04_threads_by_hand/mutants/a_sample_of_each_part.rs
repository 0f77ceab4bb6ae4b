//! Expect: wrong_answer
//! Because: it computes every second value of a part and takes the sum twice.

use std::thread;

pub fn threads_by_hand(values: &[f64], threads: usize) -> Vec<f64> {
    thread::scope(|scope| {
        let mut rest = values;
        let mut handles = Vec::with_capacity(threads);
        for left in (1..=threads).rev() {
            let (part, after) = rest.split_at(rest.len().div_ceil(left));
            rest = after;
            handles.push(scope.spawn(move || estimate(part)));
        }
        handles.into_iter().map(|handle| handle.join().expect("no thread panics")).collect()
    })
}

/// The mean of a sample is near the mean of all.
fn estimate(part: &[f64]) -> f64 {
    let sample: Vec<f64> = part.iter().copied().step_by(2).collect();
    heavy_sum(&sample) * part.len() as f64 / sample.len().max(1) as f64
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
