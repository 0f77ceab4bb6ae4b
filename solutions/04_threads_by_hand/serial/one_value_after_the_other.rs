//! Because: it is the obvious loop, which takes each value through all of its rounds before it looks at the next.

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
    let heavy = |&a: &f64| (0..ROUNDS).fold(a, |a, _| a.sqrt() + 10.0 * a.sin().abs());
    values.iter().map(heavy).sum()
}
