//! Because: the lane of a value is the remainder of its place by eight, as a reader of the page alone might write it.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let decay_8 = decay.powi(8);
    let whole = values.len() / 8 * 8;
    let mut totals = [0.0; 8];
    for (i, x) in values[..whole].iter().enumerate() {
        totals[i % 8] = totals[i % 8] * decay_8 + x;
    }
    let mut total = 0.0;
    for lane in totals {
        total = total * decay + lane;
    }
    for x in &values[whole..] {
        total = total * decay + x;
    }
    total
}
