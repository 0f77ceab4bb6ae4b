//! Because: it takes sixteen values at a time instead of eight, so that the processor overlaps more chains.

pub fn threads_by_hand(values: &[f64], threads: usize) -> Vec<f64> {
    let mut rest = values;
    let part = |left: usize| {
        let (part, after) = rest.split_at(rest.len().div_ceil(left));
        rest = after;
        heavy_sum(part)
    };
    (1..=threads).rev().map(part).collect()
}

const ROUNDS: u32 = 3_000;

pub fn heavy_sum(values: &[f64]) -> f64 {
    let (rows, rest) = values.as_chunks::<16>();
    let sums: f64 = rows.iter().map(|row| rounds(*row).iter().sum::<f64>()).sum();
    sums + rest.iter().map(|value| rounds([*value])[0]).sum::<f64>()
}

fn rounds<const N: usize>(mut row: [f64; N]) -> [f64; N] {
    for _ in 0..ROUNDS {
        row = row.map(|a| a.sqrt() + 10.0 * a.sin().abs());
    }
    row
}
