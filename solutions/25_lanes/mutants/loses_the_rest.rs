//! Expect: wrong_answer
//! Because: what is left over after the last whole row is never added, and nothing is shifted for it.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let (rows, _) = values.as_chunks::<8>();
    let decay_8 = decay.powi(8);
    let mut totals = [0.0; 8];
    for row in rows {
        for lane in 0..8 {
            totals[lane] = totals[lane] * decay_8 + row[lane];
        }
    }
    totals.iter().fold(0.0, |total, x| total * decay + x)
}
