//! Because: rayon's fold and reduce, with a place for each hour of the whole table in every piece.

use rayon::prelude::*;

pub fn resample(times: &[u32], x: &[f64]) -> Vec<(u32, f64)> {
    let (Some(&first), Some(&last)) = (times.par_iter().min(), times.par_iter().max()) else {
        return Vec::new();
    };
    let first = first / 3600;
    let hours = (last / 3600 - first) as usize + 1;
    let empty = || vec![(0.0_f64, 0_u64); hours];
    let sums = times
        .par_iter()
        .zip(x)
        .with_min_len(50_000)
        .fold(empty, |mut sums, (time, x)| {
            let hour = &mut sums[(time / 3600 - first) as usize];
            hour.0 += x;
            hour.1 += 1;
            sums
        })
        .reduce(empty, |mut all, part| {
            for (hour, part) in all.iter_mut().zip(part) {
                hour.0 += part.0;
                hour.1 += part.1;
            }
            all
        });
    let line =
        |(hour, (sum, rows)): (u32, &(f64, u64))| ((first + hour) * 3600, sum / *rows as f64);
    (0..).zip(&sums).map(line).collect()
}
