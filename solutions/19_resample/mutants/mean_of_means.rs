//! Expect: wrong_answer
//! Because: the mean of the chunks' means of an hour: one row weighs as much as a thousand.

use rayon::prelude::*;

const CHUNK_ROWS: usize = 65_536;

pub fn resample(times: &[u32], x: &[f64]) -> Vec<(u32, f64)> {
    let chunks = (times.par_chunks(CHUNK_ROWS), x.par_chunks(CHUNK_ROWS));
    let parts: Vec<Hours> = chunks.into_par_iter().map(|(times, x)| hours(times, x)).collect();
    let first = parts.iter().map(|part| part.0).min().unwrap_or(0);
    let after_last = parts.iter().map(|part| part.0 + part.1.len() as u32).max().unwrap_or(0);
    let mut all = vec![(0.0, 0.0); (after_last - first) as usize];
    for (begin, part) in parts {
        for (hour, part) in all[(begin - first) as usize..].iter_mut().zip(part) {
            if part.1 > 0.0 {
                hour.0 += part.0 / part.1;
                hour.1 += 1.0;
            }
        }
    }
    (first..).zip(all).map(|(hour, (sum, rows))| (hour * 3600, sum / rows)).collect()
}

/// The first hour, and a sum and a count for each from there on.
type Hours = (u32, Vec<(f64, f64)>);

fn hours(times: &[u32], x: &[f64]) -> Hours {
    let first = times.iter().min().map_or(0, |time| time / 3600);
    let after_last = times.iter().max().map_or(0, |time| time / 3600 + 1);
    let mut sums = vec![(0.0, 0.0); (after_last - first) as usize];
    for (time, x) in times.iter().zip(x) {
        let hour = &mut sums[(time / 3600 - first) as usize];
        hour.0 += x;
        hour.1 += 1.0;
    }
    (first, sums)
}
