//! Because: three lanes are all that the goal asks for.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let decay_3 = decay * decay * decay;
    let chunks = values.chunks_exact(3);
    let rest = chunks.remainder();
    let mut totals = [0.0, 0.0, 0.0];
    for chunk in chunks {
        for lane in 0..3 {
            totals[lane] = totals[lane] * decay_3 + chunk[lane];
        }
    }
    let mut total = (totals[0] * decay + totals[1]) * decay + totals[2];
    for x in rest {
        total = total * decay + x;
    }
    total
}
