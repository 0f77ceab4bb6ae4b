//! Expect: low_speedup
//! Cause: serial
//! Because: each thread is joined as soon as it is spawned, so that the next one starts when it is done.

use std::thread;

pub fn threads_by_hand(values: &[f64], threads: usize) -> Vec<f64> {
    thread::scope(|scope| {
        let mut rest = values;
        let mut sums = Vec::with_capacity(threads);
        for left in (1..=threads).rev() {
            let (part, after) = rest.split_at(rest.len().div_ceil(left));
            rest = after;
            let handle = scope.spawn(move || heavy_sum(part));
            sums.push(handle.join().expect("no thread panics"));
        }
        sums
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
