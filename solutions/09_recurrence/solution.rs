//! The hours of a week make one step, and no week needs another for that. Then the
//! amount is carried from week to week: one short step a week.

use rayon::prelude::*;

/// What happens in one hour: the temperature of the lake in °C, and how many
/// kilograms flow in.
pub type Hour = [f64; 2];

/// A week is so many hours.
pub const HOURS_IN_A_WEEK: usize = 168;

/// What some hours in a row do to the amount before them, whatever it is: a share
/// of it is kept, and something is added.
#[derive(Clone, Copy)]
struct Step {
    share: f64,
    added: f64,
}

impl Step {
    /// No hours: all is kept and nothing is added.
    const NONE: Self = Self { share: 1.0, added: 0.0 };

    fn of_hour(rate: f64, [temperature, inflow]: Hour) -> Self {
        Self { share: share_kept(rate, temperature), added: inflow }
    }

    fn apply(self, amount: f64) -> f64 {
        self.share * amount + self.added
    }

    /// First this step, then the next. What this one added decays in the next.
    fn then(self, next: Self) -> Self {
        Self { share: next.share * self.share, added: next.apply(self.added) }
    }
}

/// How many kilograms are in the lake at the end of each week.
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

/// Returns which share of the substance is left after an hour: the warmer the
/// lake, the less. `rate` says how fast it decays at 20 °C.
pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
