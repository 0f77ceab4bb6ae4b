//! Expect: wrong_answer
//! Because: the lanes are added up as they are, though lane 0 is seven places older than lane 7.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let (rows, rest) = values.as_chunks::<8>();
    let decay_8 = decay.powi(8);
    let mut totals = [0.0; 8];
    for row in rows {
        for lane in 0..8 {
            totals[lane] = totals[lane] * decay_8 + row[lane];
        }
    }
    let total: f64 = totals.iter().sum();
    rest.iter().fold(total, |total, x| total * decay + x)
}
