//! Because: it is the lecture's form, all shares in one list first and then the chain.

pub type Hour = [f64; 2];

pub const HOURS_IN_A_WEEK: usize = 168;

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let shares: Vec<f64> = hours.iter().map(|hour| share_kept(rate, hour[0])).collect();
    let mut amount = start;
    let mut amounts = Vec::new();
    for (shares, hours) in shares.chunks(HOURS_IN_A_WEEK).zip(hours.chunks(HOURS_IN_A_WEEK)) {
        for (share, hour) in shares.iter().zip(hours) {
            amount = share * amount + hour[1];
        }
        amounts.push(amount);
    }
    amounts
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
