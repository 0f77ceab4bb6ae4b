//! Expect: wrong_answer
//! Because: two steps become one as if the later came first, so what flows in early decays too little and what flows in late too much.

use rayon::prelude::*;

pub type Hour = [f64; 2];
pub const HOURS_IN_A_WEEK: usize = 168;

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
        Self { share: next.share * self.share, added: self.apply(next.added) }
    }
}

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let week = |hours: &[Hour]| {
        hours.iter().fold(Step::NONE, |week, &hour| week.then(Step::of_hour(rate, hour)))
    };
    let weeks: Vec<Step> = hours.par_chunks(HOURS_IN_A_WEEK).map(week).collect();
    let mut amount = start;
    let carry = |week: &Step| {
        amount = week.apply(amount);
        amount
    };
    weeks.iter().map(carry).collect()
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
