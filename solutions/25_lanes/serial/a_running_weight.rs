//! Because: from the newest value to the oldest, with a weight that shrinks: two chains, of an addition and of a multiplication.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let mut weight = 1.0;
    let mut total = 0.0;
    for x in values.iter().rev() {
        total += weight * x;
        weight *= decay;
    }
    total
}
