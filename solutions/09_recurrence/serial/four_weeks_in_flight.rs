//! Because: it runs the steps of four weeks in turn in one loop, so that four chains overlap, and carries afterwards.

pub type Hour = [f64; 2];

pub const HOURS_IN_A_WEEK: usize = 168;

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let (weeks, rest) = hours.as_chunks::<HOURS_IN_A_WEEK>();
    let (fours, others) = weeks.as_chunks::<4>();
    let mut amount = start;
    let mut amounts = Vec::new();
    for four in fours {
        let mut steps = [(1.0, 0.0); 4];
        for hour in 0..HOURS_IN_A_WEEK {
            for (step, week) in steps.iter_mut().zip(four) {
                let [temperature, inflow] = week[hour];
                let share = share_kept(rate, temperature);
                *step = (step.0 * share, step.1 * share + inflow);
            }
        }
        for (kept, added) in steps {
            amount = kept * amount + added;
            amounts.push(amount);
        }
    }
    let others = others.iter().map(<[Hour; HOURS_IN_A_WEEK]>::as_slice);
    for week in others.chain(Some(rest).filter(|rest| !rest.is_empty())) {
        for &[temperature, inflow] in week {
            amount = share_kept(rate, temperature) * amount + inflow;
        }
        amounts.push(amount);
    }
    amounts
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
