//! Because: each thread adds to sums of its own for every hour there is, and they are added up at the end: fold and reduce, a division for each reading.

use rayon::prelude::*;

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

/// Sums and counts from hour `first` on.
type Sums = Vec<(f64, usize)>;

pub fn resample(partitions: &[Partition]) -> Vec<Hour> {
    let mut times = partitions.iter().flat_map(|(time_s, _)| time_s.first().copied());
    let Some(first) = times.next() else { return Vec::new() };
    let last = partitions.iter().rev().find_map(|(time_s, _)| time_s.last().copied());
    let (first, last) = (first / HOUR_S, last.unwrap_or(first) / HOUR_S);
    let none = || vec![(0.0, 0); (last - first + 1) as usize];
    let add = |mut sums: Sums, (time_s, ohms): &Partition| {
        for (&time, &ohms) in time_s.iter().zip(*ohms) {
            let hour = &mut sums[(time / HOUR_S - first) as usize];
            hour.0 += lux(ohms);
            hour.1 += 1;
        }
        sums
    };
    let merge = |mut a: Sums, b: Sums| {
        for (a, b) in a.iter_mut().zip(b) {
            a.0 += b.0;
            a.1 += b.1;
        }
        a
    };
    let sums = partitions.par_iter().fold(none, add).reduce(none, merge);
    let hours = sums.into_iter().zip(first..);
    hours
        .map(|((sum, count), hour)| Hour { start_s: hour * HOUR_S, mean: sum / count as f64 })
        .collect()
}
