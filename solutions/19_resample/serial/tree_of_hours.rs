//! Because: a `BTreeMap` from hour to sum and count: in order without a sort, and a search for every row.

use std::collections::BTreeMap;

pub fn resample(times: &[u32], x: &[f64]) -> Vec<(u32, f64)> {
    let mut hours: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for (time, x) in times.iter().zip(x) {
        let hour = hours.entry(time / 3600).or_default();
        hour.0 += x;
        hour.1 += 1.0;
    }
    let (Some((&first, _)), Some((&last, _))) = (hours.first_key_value(), hours.last_key_value())
    else {
        return Vec::new();
    };
    let mean = |hour: u32| hours.get(&hour).map_or(f64::NAN, |(sum, rows)| sum / rows);
    (first..=last).map(|hour| (hour * 3600, mean(hour))).collect()
}
