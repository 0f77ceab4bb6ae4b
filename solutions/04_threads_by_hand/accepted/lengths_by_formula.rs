//! Because: it computes where each part begins from the number of the part, and the scope joins the threads that fill their places.

use std::thread;

pub fn threads_by_hand(values: &[f64], threads: usize) -> Vec<f64> {
    let (length, longer) = (values.len() / threads, values.len() % threads);
    let begin = |part: usize| part * length + part.min(longer);
    let mut sums = vec![0.0; threads];
    thread::scope(|scope| {
        for (part, sum) in sums.iter_mut().enumerate() {
            let values = &values[begin(part)..begin(part + 1)];
            scope.spawn(move || *sum = heavy_sum(values));
        }
    });
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
