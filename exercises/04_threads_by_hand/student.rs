//! Threads by hand: start them, give each a part, and wait for all.
//!
//! Read `lessons/src/04_threads_by_hand.md`, fill in the first function below,
//! then type `cargo grade threads_by_hand`.
//!
//! Stuck? Type `cargo grade hint threads_by_hand`.

/// Cuts `values` into `threads` parts, computes the `heavy_sum` of each part on
/// a thread of its own, and returns the sums in the order of the parts.
///
/// The parts stand one after the other and hold all values. Their lengths differ
/// by at most one, and the longer ones come first: 10 values for 4 threads make
/// parts of 3, 3, 2 and 2. If there are fewer values than threads, the last
/// parts are empty. `threads` is at least 1.
pub fn threads_by_hand(values: &[f64], threads: usize) -> Vec<f64> {
    todo!("share {} values among {threads} threads", values.len())
}

// The heavy work is ready. Use it as it is.

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

// Your own tests: `cargo test -p threads_by_hand`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_values_for_two_threads() {
        let sums = threads_by_hand(&[1.0, 2.0, 3.0], 2);
        assert_eq!(sums, [heavy_sum(&[1.0, 2.0]), heavy_sum(&[3.0])]);
    }
}
