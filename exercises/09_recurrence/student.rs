//! Recurrence: each step needs the one before, and yet the weeks are worked on at
//! the same time.
//!
//! Read `lessons/src/09_recurrence.md`, fill in the first function below, then
//! type `cargo grade recurrence`.
//!
//! Stuck? Type `cargo grade hint recurrence`.

/// What happens in one hour: the temperature of the lake in °C, and how many
/// kilograms flow in.
pub type Hour = [f64; 2];

/// A week is so many hours.
pub const HOURS_IN_A_WEEK: usize = 168;

/// Returns how many kilograms are in the lake at the end of each week.
///
/// `start` is the amount before the first hour. Each hour keeps a share of it,
/// and the rest decays. Then the inflow is added:
///
/// amount = `share_kept(rate, temperature)` · amount before + inflow
///
/// The last week may have fewer hours. It has an amount, too. Without hours there
/// are no amounts.
pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    todo!("{} hours from {start} kg, rate {rate}, in parallel", hours.len())
}

/// Does the same on one thread. This one is done for you, and it is as fast as
/// the baseline. It takes the shares of eight hours first and then their steps, so
/// that no power has to wait for an amount.
pub fn one_after_the_other(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let mut amount = start;
    let week = |hours: &[Hour]| {
        let (rows, rest) = hours.as_chunks::<8>();
        for row in rows {
            let shares = row.map(|[temperature, _]| share_kept(rate, temperature));
            for (share, [_, inflow]) in shares.iter().zip(row) {
                amount = share * amount + inflow;
            }
        }
        for &[temperature, inflow] in rest {
            amount = share_kept(rate, temperature) * amount + inflow;
        }
        amount
    };
    hours.chunks(HOURS_IN_A_WEEK).map(week).collect()
}

/// Returns which share of the substance is left after an hour: the warmer the
/// lake, the less. `rate` says how fast it decays at 20 °C. Done for you, too.
pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}

// Your own tests: `cargo test -p recurrence`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_and_an_hour() {
        // At 20 °C and a rate of 0.5, each hour keeps half. Nothing flows in at
        // first: 2^168 becomes 1 within the week. Then it is half of 1, and 3 more.
        let mut hours = vec![[20.0, 0.0]; HOURS_IN_A_WEEK];
        hours.push([20.0, 3.0]);
        assert_eq!(recurrence(2_f64.powi(168), 0.5, &hours), [1.0, 3.5]);
    }
}
