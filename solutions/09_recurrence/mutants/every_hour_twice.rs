//! Expect: low_speedup
//! Cause: overhead
//! Because: the first pass asks what each part does to the amount and forgets its weeks, so the second computes every share again.

use rayon::prelude::*;

pub type Hour = [f64; 2];
pub const HOURS_IN_A_WEEK: usize = 168;
const PART_SIZE: usize = 20 * HOURS_IN_A_WEEK;

#[derive(Clone, Copy)]
struct Step {
    share: f64,
    added: f64,
}

impl Step {
    const NONE: Self = Self { share: 1.0, added: 0.0 };

    fn of_hour(rate: f64, [temperature, inflow]: Hour) -> Self {
        Self { share: share_kept(rate, temperature), added: inflow }
    }

    fn apply(self, amount: f64) -> f64 {
        self.share * amount + self.added
    }

    fn then(self, next: Self) -> Self {
        Self { share: next.share * self.share, added: next.apply(self.added) }
    }
}

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let part = |hours: &[Hour]| {
        hours.iter().fold(Step::NONE, |part, &hour| part.then(Step::of_hour(rate, hour)))
    };
    let steps: Vec<Step> = hours.par_chunks(PART_SIZE).map(part).collect();
    let mut carry = start;
    let mut carries = Vec::new();
    for step in steps {
        carries.push(carry);
        carry = step.apply(carry);
    }
    let parts: Vec<Vec<f64>> = hours
        .par_chunks(PART_SIZE)
        .zip(carries)
        .map(|(hours, carry)| one_after_the_other(carry, rate, hours))
        .collect();
    parts.concat()
}

fn one_after_the_other(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let mut amount = start;
    let week = |hours: &[Hour]| {
        for &hour in hours {
            amount = Step::of_hour(rate, hour).apply(amount);
        }
        amount
    };
    hours.chunks(HOURS_IN_A_WEEK).map(week).collect()
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
