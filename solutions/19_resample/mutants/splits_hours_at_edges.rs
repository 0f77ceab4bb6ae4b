//! Expect: wrong_answer
//! Because: each partition's hours are appended as they are, so an hour that spans two partitions is there twice.

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
    let lists: Vec<Vec<Part>> = partitions.par_iter().map(|partition| parts(*partition)).collect();
    let mut hours: Vec<Hour> = Vec::new();
    for Part { start_s, sum, count } in lists.into_iter().flatten() {
        while let Some(last) = hours.last().filter(|last| last.start_s + HOUR_S < start_s) {
            hours.push(Hour { start_s: last.start_s + HOUR_S, mean: f64::NAN });
        }
        hours.push(Hour { start_s, mean: sum / count as f64 });
    }
    hours
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
