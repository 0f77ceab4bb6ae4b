//! Expect: low_speedup
//! Cause: contention
//! Because: one map of hours for all threads, behind a lock that is taken for each reading.

use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Mutex;

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
    let hours: Mutex<BTreeMap<u32, (f64, usize)>> = Mutex::default();
    partitions.par_iter().for_each(|(time_s, ohms)| {
        for (&time, &ohms) in time_s.iter().zip(*ohms) {
            let mut hours = hours.lock().unwrap();
            let hour = hours.entry(time / HOUR_S).or_default();
            hour.0 += lux(ohms);
            hour.1 += 1;
        }
    });
    let hours = hours.into_inner().unwrap();
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
