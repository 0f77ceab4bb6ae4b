//! Expect: low_speedup
//! Cause: serial
//! Because: the shares are computed on all cores, but then one core runs the chain through every hour, and no work hides its waiting any more.

use rayon::prelude::*;

pub type Hour = [f64; 2];
pub const HOURS_IN_A_WEEK: usize = 168;

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let shares: Vec<f64> = hours.par_iter().map(|hour| share_kept(rate, hour[0])).collect();
    let mut amount = start;
    let week = |(hours, shares): (&[Hour], &[f64])| {
        for (hour, share) in hours.iter().zip(shares) {
            amount = share * amount + hour[1];
        }
        amount
    };
    hours.chunks(HOURS_IN_A_WEEK).zip(shares.chunks(HOURS_IN_A_WEEK)).map(week).collect()
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
