//! Because: it takes the shares of one week in a loop of their own, which waits for no amount, and then the chain of the week.

pub type Hour = [f64; 2];

pub const HOURS_IN_A_WEEK: usize = 168;

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let mut amount = start;
    let mut shares = [0.0; HOURS_IN_A_WEEK];
    let week = |hours: &[Hour]| {
        for (share, hour) in shares.iter_mut().zip(hours) {
            *share = share_kept(rate, hour[0]);
        }
        for (share, hour) in shares.iter().zip(hours) {
            amount = share * amount + hour[1];
        }
        amount
    };
    hours.chunks(HOURS_IN_A_WEEK).map(week).collect()
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
