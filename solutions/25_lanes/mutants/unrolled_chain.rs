//! Expect: low_speedup
//! Cause: algorithm
//! Because: four steps are written out in a row, and each still waits for the one before.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let (rows, rest) = values.as_chunks::<4>();
    let mut total = 0.0;
    for row in rows {
        total = total * decay + row[0];
        total = total * decay + row[1];
        total = total * decay + row[2];
        total = total * decay + row[3];
    }
    rest.iter().fold(total, |total, x| total * decay + x)
}
