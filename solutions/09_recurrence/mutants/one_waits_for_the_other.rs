//! Expect: low_speedup
//! Cause: serial
//! Because: each part waits until it is told the amount at the end of the part before, so one works at a time.

use std::sync::mpsc;
use std::{mem, thread};

pub type Hour = [f64; 2];
pub const HOURS_IN_A_WEEK: usize = 168;

pub fn recurrence(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
    let parts = rayon::current_num_threads();
    let weeks = hours.len().div_ceil(HOURS_IN_A_WEEK);
    let part_size = HOURS_IN_A_WEEK * weeks.div_ceil(parts).max(1);
    let mut amounts = vec![Vec::new(); parts];
    thread::scope(|scope| {
        let (first, mut before) = mpsc::channel();
        for (hours, amounts) in hours.chunks(part_size).zip(&mut amounts) {
            let (after, next) = mpsc::channel();
            let before = mem::replace(&mut before, next);
            scope.spawn(move || {
                let start = before.recv().expect("the part before says what is left");
                *amounts = one_after_the_other(start, rate, hours);
                // The last one has no listener.
                let _ = after.send(amounts.last().copied().unwrap_or(start));
            });
        }
        // Where there are no hours, there is no listener.
        let _ = first.send(start);
    });
    amounts.concat()
}

fn one_after_the_other(start: f64, rate: f64, hours: &[Hour]) -> Vec<f64> {
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
