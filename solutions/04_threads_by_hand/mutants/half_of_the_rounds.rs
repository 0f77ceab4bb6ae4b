//! Expect: wrong_answer
//! Because: it stops after half of the rounds, as if the values had settled by then.

use std::thread;

pub fn threads_by_hand(values: &[f64], threads: usize) -> Vec<f64> {
    thread::scope(|scope| {
        let mut rest = values;
        let mut handles = Vec::with_capacity(threads);
        for left in (1..=threads).rev() {
            let (part, after) = rest.split_at(rest.len().div_ceil(left));
            rest = after;
            handles.push(scope.spawn(move || heavy_sum(part)));
        }
        handles.into_iter().map(|handle| handle.join().expect("no thread panics")).collect()
    })
}

const ROUNDS: u32 = 1_500;

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
