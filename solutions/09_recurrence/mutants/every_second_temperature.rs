//! Expect: wrong_answer
//! Because: it computes the share of every second hour and takes it for the next hour, too.

use rayon::prelude::*;

pub type Hour = [f64; 2];

pub const HOURS_IN_A_WEEK: usize = 168;

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let week = |hours: &[Hour]| {
        hours.chunks(2).fold((1.0, 0.0), |week, two| {
            let share = share_kept(rate, two[0][0]);
            two.iter().fold(week, |(kept, added), hour| (share * kept, share * added + hour[1]))
        })
    };
    let weeks: Vec<(f64, f64)> = hours.par_chunks(HOURS_IN_A_WEEK).map(week).collect();
    let mut amount = start;
    let carry = |&(kept, added): &(f64, f64)| {
        amount = kept * amount + added;
        amount
    };
    weeks.iter().map(carry).collect()
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
