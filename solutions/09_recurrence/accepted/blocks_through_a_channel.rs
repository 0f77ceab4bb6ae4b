//! Because: threads take every p-th block of weeks and send its steps through a channel; the caller puts them in order and carries.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::thread;

pub type Hour = [f64; 2];

pub const HOURS_IN_A_WEEK: usize = 168;

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let threads = rayon::current_num_threads();
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for first in 0..threads {
            let sender = sender.clone();
            scope.spawn(move || {
                let blocks = hours.chunks(100 * HOURS_IN_A_WEEK).enumerate();
                for (place, block) in blocks.skip(first).step_by(threads) {
                    let weeks = block.chunks(HOURS_IN_A_WEEK);
                    let steps: Vec<_> = weeks.map(|week| step(rate, week)).collect();
                    sender.send((place, steps)).expect("somebody receives");
                }
            });
        }
    });
    drop(sender);
    let blocks: BTreeMap<usize, Vec<(f64, f64)>> = receiver.into_iter().collect();
    let mut amount = start;
    let carry = |(kept, added): (f64, f64)| {
        amount = kept * amount + added;
        amount
    };
    blocks.into_values().flatten().map(carry).collect()
}

fn step(rate: f64, week: &[Hour]) -> (f64, f64) {
    week.iter().fold((1.0, 0.0), |(kept, added), &[temperature, inflow]| {
        let share = share_kept(rate, temperature);
        (kept * share, added * share + inflow)
    })
}

pub fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}
