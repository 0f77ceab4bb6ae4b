//! All threads are started before the first is joined.

use std::thread;

/// Each thread takes its share of what is left: rounded up, so that the longer
/// parts come first and nothing remains for nobody.
///
/// The scope lets the threads borrow `values`, since it ends after they do. The
/// handles are collected before the first `join`: an iterator that spawned and
/// joined in one go would start a thread only when the one before was done.
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

/// How often each value `a` is replaced by `sqrt(a) + 10 |sin(a)|`.
const ROUNDS: u32 = 3_000;

/// Returns the sum of the values after all rounds; 0 if there are none.
///
/// It takes eight values at a time. A round has to wait for the one before, but
/// eight values do not wait for each other: the processor works on several at
/// once, and needs some two thirds of the time.
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
