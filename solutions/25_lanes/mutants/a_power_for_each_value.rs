//! Expect: low_speedup
//! Cause: algorithm
//! Because: no value waits for another, and each takes a power of its own, some dozen multiplications.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let term = |(age, x): (usize, &f64)| x * decay.powi(age as i32);
    values.iter().rev().enumerate().map(term).sum()
}
