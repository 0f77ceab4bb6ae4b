//! Expect: low_speedup
//! Cause: contention
//! Because: each thread locks the list of sums before it computes its own, so that the others wait.

use std::sync::Mutex;
use std::thread;

pub fn threads_by_hand(values: &[f64], threads: usize) -> Vec<f64> {
    let sums = Mutex::new(vec![0.0; threads]);
    thread::scope(|scope| {
        let mut rest = values;
        for left in (1..=threads).rev() {
            let (part, after) = rest.split_at(rest.len().div_ceil(left));
            rest = after;
            let sums = &sums;
            scope.spawn(move || {
                let mut sums = sums.lock().expect("no thread panics");
                sums[threads - left] = heavy_sum(part);
            });
        }
    });
    sums.into_inner().expect("no thread panics")
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
