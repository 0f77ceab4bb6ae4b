//! Expect: wrong_answer
//! Because: only the newer half is looked at, as if the older one hardly counted.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let (rows, rest) = values[values.len() / 2..].as_chunks::<8>();
    let decay_8 = decay.powi(8);
    let mut totals = [0.0; 8];
    for row in rows {
        for lane in 0..8 {
            totals[lane] = totals[lane] * decay_8 + row[lane];
        }
    }
    totals.iter().chain(rest).fold(0.0, |total, x| total * decay + x)
}
