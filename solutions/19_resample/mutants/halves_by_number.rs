//! Expect: low_speedup
//! Cause: imbalance
//! Because: half of the partitions for each of two threads: the first half has more than four fifths of the readings.

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

pub fn resample(partitions: &[Partition]) -> Vec<Hour> {
    let (first, second) = partitions.split_at(partitions.len() / 2);
    let all = |half: &[Partition]| -> Vec<Part> {
        half.iter().flat_map(|partition| parts(*partition)).collect()
    };
    let (first, second) = rayon::join(|| all(first), || all(second));
    joined(first.into_iter().chain(second))
}

#[derive(Clone, Copy)]
struct Part {
    start_s: u32,
    sum: f64,
    count: usize,
}

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

fn joined(lists: impl Iterator<Item = Part>) -> Vec<Hour> {
    let mut hours: Vec<Part> = Vec::new();
    for next in lists {
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
    let mean = |part: Part| part.sum / part.count as f64;
    hours.into_iter().map(|part| Hour { start_s: part.start_s, mean: mean(part) }).collect()
}
