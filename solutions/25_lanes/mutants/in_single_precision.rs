//! Expect: wrong_answer
//! Because: 32-bit lanes are twice as many in a vector, and have seven digits where sixteen are asked for.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let (rows, rest) = values.as_chunks::<8>();
    let decay_8 = decay.powi(8) as f32;
    let mut totals = [0.0_f32; 8];
    for row in rows {
        for lane in 0..8 {
            totals[lane] = totals[lane] * decay_8 + row[lane] as f32;
        }
    }
    let total = totals.iter().fold(0.0, |total, &x| total * decay + f64::from(x));
    rest.iter().fold(total, |total, x| total * decay + x)
}
