//! Expect: low_speedup
//! Cause: algorithm
//! Because: a standard map from the hour to its sum: every row is hashed and searched for, and an hour is only a number.

use rayon::prelude::*;
use std::collections::HashMap;

const CHUNK_ROWS: usize = 65_536;

pub fn resample(times: &[u32], x: &[f64]) -> Vec<(u32, f64)> {
    let chunks = (times.par_chunks(CHUNK_ROWS), x.par_chunks(CHUNK_ROWS));
    let sums: HashMap<u32, (f64, f64)> = chunks
        .into_par_iter()
        .map(|(times, x)| {
            let mut sums: HashMap<u32, (f64, f64)> = HashMap::new();
            for (time, x) in times.iter().zip(x) {
                let hour = sums.entry(time / 3600).or_default();
                hour.0 += x;
                hour.1 += 1.0;
            }
            sums
        })
        .reduce(HashMap::new, |mut all, part| {
            for (hour, (sum, rows)) in part {
                let hour = all.entry(hour).or_default();
                hour.0 += sum;
                hour.1 += rows;
            }
            all
        });
    let (Some(&first), Some(&last)) = (sums.keys().min(), sums.keys().max()) else {
        return Vec::new();
    };
    let mean = |hour: u32| sums.get(&hour).map_or(f64::NAN, |(sum, rows)| sum / rows);
    (first..=last).map(|hour| (hour * 3600, mean(hour))).collect()
}
