//! Because: the series is cut into four quarters, as one would for threads, and one loop goes through all of them.

pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let quarter = values.len() / 4;
    let mut totals = [0.0; 4];
    for i in 0..quarter {
        for (at, total) in totals.iter_mut().enumerate() {
            *total = *total * decay + values[at * quarter + i];
        }
    }
    let decay_of_a_quarter = decay.powi(quarter as i32);
    let mut sum = 0.0;
    for total in totals {
        sum = sum * decay_of_a_quarter + total;
    }
    for x in &values[4 * quarter..] {
        sum = sum * decay + x;
    }
    sum
}
