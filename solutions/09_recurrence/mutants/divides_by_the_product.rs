//! Expect: wrong_answer
//! Because: each inflow is divided by the product of all shares so far, to make a sum of the chain; where the substance decays fast, that product is soon too small for a float.

use rayon::prelude::*;

pub type Hour = [f64; 2];
pub const HOURS_IN_A_WEEK: usize = 168;

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let shares: Vec<f64> = hours.par_iter().map(|hour| share_kept(rate, hour[0])).collect();
    let (mut product, mut sum) = (1.0, start);
    let week = |(hours, shares): (&[Hour], &[f64])| {
        for (hour, share) in hours.iter().zip(shares) {
            product *= share;
            sum += hour[1] / product;
        }
        product * sum
    };
    hours.chunks(HOURS_IN_A_WEEK).zip(shares.chunks(HOURS_IN_A_WEEK)).map(week).collect()
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
