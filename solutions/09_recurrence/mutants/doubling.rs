//! Expect: low_speedup
//! Cause: overhead
//! Because: every hour's step is brought together with the one 1, 2, 4, 8, … hours before: log n rounds over all hours, where one would do.

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
        Self { share: next.share * self.share, added: next.apply(self.added) }
    }
}

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let mut steps: Vec<Step> = hours.par_iter().map(|&hour| Step::of_hour(rate, hour)).collect();
    let mut distance = 1;
    while distance < steps.len() {
        let reach = |hour: usize| match hour.checked_sub(distance) {
            Some(before) => steps[before].then(steps[hour]),
            None => steps[hour],
        };
        steps = (0..steps.len()).into_par_iter().map(reach).collect();
        distance *= 2;
    }
    steps.chunks(HOURS_IN_A_WEEK).map(|week| week[week.len() - 1].apply(start)).collect()
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
