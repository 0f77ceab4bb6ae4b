//! Because: it is the lecture's form, which takes a copy of all values through one round and then through the next.

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
    let mut values = values.to_vec();
    for _ in 0..ROUNDS {
        for a in &mut values {
            *a = a.sqrt() + 10.0 * a.sin().abs();
        }
    }
    values.iter().sum()
}
