//! Expect: low_speedup
//! Cause: serial
//! Because: all temperatures are worked out on all cores into a table of their own, and one thread goes over it: the second half of the work is serial.

use rayon::prelude::*;
use std::collections::BTreeMap;

pub type Partition<'a> = (&'a [u32], &'a [f32]);

const HOUR_S: u32 = 3600;

#[derive(Clone, Copy, Debug)]
pub struct Hour {
    pub start_s: u32,
    pub mean: f64,
}

pub fn celsius(ohms: f32) -> f64 {
    let log = f64::from(ohms).ln();
    1.0 / (1.129_148e-3 + 2.341_25e-4 * log + 8.767_41e-8 * log * log * log) - 273.15
}

pub fn resample(partitions: &[Partition]) -> Vec<Hour> {
    let mut hours: BTreeMap<u32, (f64, usize)> = BTreeMap::new();
    for (time_s, ohms) in partitions {
        let celsius: Vec<f64> = ohms.par_iter().map(|&ohms| celsius(ohms)).collect();
        for (time, celsius) in time_s.iter().zip(celsius) {
            let hour = hours.entry(time / HOUR_S).or_default();
            hour.0 += celsius;
            hour.1 += 1;
        }
    }
    let (Some((&first, _)), Some((&last, _))) = (hours.first_key_value(), hours.last_key_value())
    else {
        return Vec::new();
    };
    let hour = |hour: u32| {
        let (sum, count) = hours.get(&hour).copied().unwrap_or_default();
        Hour { start_s: hour * HOUR_S, mean: sum / count as f64 }
    };
    (first..=last).map(hour).collect()
}
