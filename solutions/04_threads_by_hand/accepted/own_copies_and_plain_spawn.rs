//! Because: each thread owns a copy of its part, so that it needs no scope; the handles are joined in order.

use std::thread;

pub fn threads_by_hand(values: &[f64], threads: usize) -> Vec<f64> {
    let mut rest = values.to_vec();
    let mut handles = Vec::new();
    for left in (1..=threads).rev() {
        let later = rest.split_off(rest.len().div_ceil(left));
        let part = std::mem::replace(&mut rest, later);
        handles.push(thread::spawn(move || heavy_sum(&part)));
    }
    handles.into_iter().map(|handle| handle.join().unwrap()).collect()
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
