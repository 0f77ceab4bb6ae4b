//! Expect: wrong_answer
//! Because: chunks of the length divided by the threads leave a short chunk over, and it gets a thread that nobody asked for.

use std::thread;

pub fn threads_by_hand(values: &[f64], threads: usize) -> Vec<f64> {
    let length = (values.len() / threads).max(1);
    thread::scope(|scope| {
        let mut handles = Vec::with_capacity(threads);
        for part in values.chunks(length) {
            handles.push(scope.spawn(move || heavy_sum(part)));
        }
        handles.into_iter().map(|handle| handle.join().expect("no thread panics")).collect()
    })
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
