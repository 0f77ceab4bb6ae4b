//! Expect: low_speedup
//! Cause: overhead
//! Because: all brightnesses are worked out on all cores into a table of their own, and one thread goes over it: the second half of the work is serial.

use rayon::prelude::*;
use std::collections::BTreeMap;

pub type Partition<'a> = (&'a [u32], &'a [f32]);

const HOUR_S: u32 = 3600;

#[derive(Clone, Copy, Debug)]
pub struct Hour {
    pub start_s: u32,
    pub mean: f64,
}

pub fn lux(ohms: f32) -> f64 {
    10.0 * (f64::from(ohms) / 20_000.0).powf(-1.0 / 0.7)
}

pub fn resample(partitions: &[Partition]) -> Vec<Hour> {
    let mut hours: BTreeMap<u32, (f64, usize)> = BTreeMap::new();
    for (time_s, ohms) in partitions {
        let lux: Vec<f64> = ohms.par_iter().map(|&ohms| lux(ohms)).collect();
        for (time, lux) in time_s.iter().zip(lux) {
            let hour = hours.entry(time / HOUR_S).or_default();
            hour.0 += lux;
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
