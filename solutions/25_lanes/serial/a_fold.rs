//! Because: the same chain as an iterator's `fold`.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    values.iter().fold(0.0, |total, x| total * decay + x)
}
