//! Expect: low_speedup
//! Cause: serial
//! Because: two chains, where the core has room for many more.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let (rows, rest) = values.as_chunks::<2>();
    let decay_2 = decay * decay;
    let mut totals = [0.0; 2];
    for row in rows {
        for lane in 0..2 {
            totals[lane] = totals[lane] * decay_2 + row[lane];
        }
    }
    totals.iter().chain(rest).fold(0.0, |total, x| total * decay + x)
}
