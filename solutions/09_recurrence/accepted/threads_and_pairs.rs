//! Because: each of its own threads makes two numbers of each of its weeks, and the caller carries the amount through all of them.

use std::thread;

pub type Hour = [f64; 2];

pub const HOURS_IN_A_WEEK: usize = 168;

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let threads = rayon::current_num_threads();
    let weeks = hours.len().div_ceil(HOURS_IN_A_WEEK);
    let part_length = weeks.div_ceil(threads).max(1) * HOURS_IN_A_WEEK;
    let work = |part: &[Hour]| -> Vec<(f64, f64)> {
        part.chunks(HOURS_IN_A_WEEK).map(|week| kept_and_added(rate, week)).collect()
    };
    let pairs: Vec<(f64, f64)> = thread::scope(|scope| {
        let handles: Vec<_> =
            hours.chunks(part_length).map(|part| scope.spawn(move || work(part))).collect();
        handles.into_iter().flat_map(|handle| handle.join().expect("no thread panics")).collect()
    });
    let mut amounts = Vec::with_capacity(pairs.len());
    let mut amount = start;
    for (kept, added) in pairs {
        amount = kept * amount + added;
        amounts.push(amount);
    }
    amounts
}

fn kept_and_added(rate: f64, week: &[Hour]) -> (f64, f64) {
    let (mut kept, mut added) = (1.0, 0.0);
    for &[temperature, inflow] in week {
        let share = share_kept(rate, temperature);
        kept *= share;
        added = added * share + inflow;
    }
    (kept, added)
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
