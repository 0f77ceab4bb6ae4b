//! Because: a task takes the shares of its week first, then their product, and runs the week once from an empty lake.

use rayon::prelude::*;

pub type Hour = [f64; 2];

pub const HOURS_IN_A_WEEK: usize = 168;

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let weeks: Vec<(f64, f64)> = hours
        .par_chunks(HOURS_IN_A_WEEK)
        .map(|week| {
            let shares: Vec<f64> = week.iter().map(|hour| share_kept(rate, hour[0])).collect();
            let kept: f64 = shares.iter().product();
            let mut added = 0.0;
            for (share, hour) in shares.iter().zip(week) {
                added = share * added + hour[1];
            }
            (kept, added)
        })
        .collect();
    let next = |amount: &mut f64, &(kept, added): &(f64, f64)| {
        *amount = kept * *amount + added;
        Some(*amount)
    };
    weeks.iter().scan(start, next).collect()
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
