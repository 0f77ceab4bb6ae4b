//! Because: a map from hours to sums for each partition, as a data-frame engine's partial aggregates, merged in one more map.

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
    let maps: Vec<BTreeMap<u32, (f64, usize)>> = partitions
        .par_iter()
        .map(|(time_s, ohms)| {
            let mut hours = BTreeMap::new();
            for (&time, &ohms) in time_s.iter().zip(*ohms) {
                let hour = hours.entry(time / HOUR_S).or_insert((0.0, 0));
                hour.0 += lux(ohms);
                hour.1 += 1;
            }
            hours
        })
        .collect();
    let mut all: BTreeMap<u32, (f64, usize)> = BTreeMap::new();
    for (hour, (sum, count)) in maps.into_iter().flatten() {
        let entry = all.entry(hour).or_default();
        entry.0 += sum;
        entry.1 += count;
    }
    let (Some((&first, _)), Some((&last, _))) = (all.first_key_value(), all.last_key_value())
    else {
        return Vec::new();
    };
    let hour = |hour: u32| {
        let (sum, count) = all.get(&hour).copied().unwrap_or_default();
        Hour { start_s: hour * HOUR_S, mean: sum / count as f64 }
    };
    (first..=last).map(hour).collect()
}
