//! Each partition becomes a short list of partial sums; the lists are put together in
//! order.

use rayon::prelude::*;

/// One part of the series: seconds since 1970, and ohms.
pub type Partition<'a> = (&'a [u32], &'a [f32]);

const HOUR_S: u32 = 3600;

/// One hour of the answer.
#[derive(Clone, Copy, Debug)]
pub struct Hour {
    /// Where it begins, in seconds since 1970.
    pub start_s: u32,
    /// The mean brightness in lux; NaN without a reading.
    pub mean: f64,
}

/// What a partition has of an hour. Two of the same hour can be added; two means could
/// not.
#[derive(Clone, Copy)]
struct Part {
    start_s: u32,
    sum: f64,
    count: usize,
}

/// How bright it is, from the resistance of a photoresistor.
pub fn lux(ohms: f32) -> f64 {
    10.0 * (f64::from(ohms) / 20_000.0).powf(-1.0 / 0.7)
}

/// The partitions are done side by side. What is left for one thread is an entry for each
/// hour and partition.
pub fn resample(partitions: &[Partition]) -> Vec<Hour> {
    let lists: Vec<Vec<Part>> = partitions.par_iter().map(|partition| parts(*partition)).collect();
    let mut hours: Vec<Part> = Vec::new();
    for next in lists.into_iter().flatten() {
        // Hours that no partition has lie between.
        while let Some(last) = hours.last().filter(|last| last.start_s + HOUR_S < next.start_s) {
            hours.push(Part { start_s: last.start_s + HOUR_S, sum: 0.0, count: 0 });
        }
        match hours.last_mut() {
            Some(last) if last.start_s == next.start_s => {
                last.sum += next.sum;
                last.count += next.count;
            }
            _ => hours.push(next),
        }
    }
    // 0/0 is the NaN of an hour without a reading.
    let mean = |part: Part| part.sum / part.count as f64;
    hours.into_iter().map(|part| Hour { start_s: part.start_s, mean: mean(part) }).collect()
}

/// The hours of one partition. Where an hour ends is found by halving: no reading is
/// divided by 3600.
fn parts((time_s, ohms): Partition) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(&first) = time_s.get(from) {
        let start_s = first - first % HOUR_S;
        let count = time_s[from..].partition_point(|&time| time - start_s < HOUR_S);
        let sum = ohms[from..from + count].iter().map(|&ohms| lux(ohms)).sum();
        parts.push(Part { start_s, sum, count });
        from += count;
    }
    parts
}
