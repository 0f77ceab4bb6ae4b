//! Expect: low_speedup
//! Cause: algorithm
//! Because: four lanes, but each is followed to its end before the next begins.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let decay_4 = decay.powi(4);
    let whole = values.len() / 4 * 4;
    let lane = |at: usize| {
        let values = values[..whole].iter().skip(at).step_by(4);
        values.fold(0.0, |total, x| total * decay_4 + x)
    };
    let total = (0..4).map(lane).fold(0.0, |total, x| total * decay + x);
    values[whole..].iter().fold(total, |total, x| total * decay + x)
}
