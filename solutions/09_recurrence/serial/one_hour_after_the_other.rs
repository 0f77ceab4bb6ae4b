//! Because: it is the obvious loop, a share and a step for each hour in turn.

pub type Hour = [f64; 2];

pub const HOURS_IN_A_WEEK: usize = 168;

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let mut amount = start;
    let week = |hours: &[Hour]| {
        for &[temperature, inflow] in hours {
            amount = share_kept(rate, temperature) * amount + inflow;
        }
        amount
    };
    hours.chunks(HOURS_IN_A_WEEK).map(week).collect()
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
