//! Because: four totals with names of their own, and an index that goes on by four.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let decay_4 = decay * decay * decay * decay;
    let (mut a, mut b, mut c, mut d) = (0.0, 0.0, 0.0, 0.0);
    let mut i = 0;
    while i + 4 <= values.len() {
        a = a * decay_4 + values[i];
        b = b * decay_4 + values[i + 1];
        c = c * decay_4 + values[i + 2];
        d = d * decay_4 + values[i + 3];
        i += 4;
    }
    let mut total = ((a * decay + b) * decay + c) * decay + d;
    while i < values.len() {
        total = total * decay + values[i];
        i += 1;
    }
    total
}
