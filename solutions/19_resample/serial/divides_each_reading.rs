//! Because: the obvious loop: the hour of each reading by a division, sums in a vector.

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
    let mut hours: Vec<(u32, f64, usize)> = Vec::new();
    for (time_s, ohms) in partitions {
        for (&time, &ohms) in time_s.iter().zip(*ohms) {
            let hour = time / HOUR_S;
            while hours.last().is_some_and(|last| last.0 + 1 < hour) {
                let empty = hours.last().map_or(hour, |last| last.0 + 1);
                hours.push((empty, 0.0, 0));
            }
            match hours.last_mut() {
                Some(last) if last.0 == hour => {
                    last.1 += lux(ohms);
                    last.2 += 1;
                }
                _ => hours.push((hour, lux(ohms), 1)),
            }
        }
    }
    let hour = |(hour, sum, count)| Hour { start_s: hour * HOUR_S, mean: sum / count as f64 };
    hours.into_iter().map(hour).collect()
}
