//! Expect: low_speedup
//! Cause: contention
//! Because: all threads share one table behind a lock, and take it for every row.

use rayon::prelude::*;
use std::sync::Mutex;

pub fn resample(times: &[u32], x: &[f64]) -> Vec<(u32, f64)> {
    let (Some(first), Some(last)) = (times.par_iter().min(), times.par_iter().max()) else {
        return Vec::new();
    };
    let (first, last) = (first / 3600, last / 3600);
    let hours = Mutex::new(vec![(0.0, 0.0); (last - first) as usize + 1]);
    times.par_iter().zip(x).for_each(|(time, x)| {
        let mut hours = hours.lock().unwrap();
        let hour = &mut hours[(time / 3600 - first) as usize];
        hour.0 += x;
        hour.1 += 1.0;
    });
    let all = hours.into_inner().unwrap();
    (first..).zip(all).map(|(hour, (sum, rows))| (hour * 3600, sum / rows)).collect()
}
