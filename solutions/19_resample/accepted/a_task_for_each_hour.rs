//! Because: cut by the answer and not by the partitions: the task of an hour looks for its readings in every partition.

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

/// The readings of one hour, wherever they lie.
pub fn resample(partitions: &[Partition]) -> Vec<Hour> {
    let first = partitions.iter().find_map(|(time_s, _)| time_s.first());
    let last = partitions.iter().rev().find_map(|(time_s, _)| time_s.last());
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    (first / HOUR_S..last / HOUR_S + 1)
        .into_par_iter()
        .map(|hour| {
            let start_s = hour * HOUR_S;
            let (mut sum, mut count) = (0.0, 0_usize);
            for (time_s, ohms) in partitions {
                let is_beside = time_s.last().is_none_or(|&last| last < start_s)
                    || time_s[0] >= start_s + HOUR_S;
                if is_beside {
                    continue;
                }
                let from = time_s.partition_point(|&time| time < start_s);
                let to = time_s.partition_point(|&time| time < start_s + HOUR_S);
                sum += ohms[from..to].iter().map(|&ohms| lux(ohms)).sum::<f64>();
                count += to - from;
            }
            Hour { start_s, mean: sum / count as f64 }
        })
        .collect()
}
