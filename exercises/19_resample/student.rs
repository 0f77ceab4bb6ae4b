//! Resample: hourly means of a time series that comes in partitions, on all cores.
//!
//! Read `lessons/src/19_resample.md`, fill in the function `resample` below, then type
//! `cargo grade resample`.
//!
//! Stuck? Type `cargo grade hint resample`.

/// One part of the series: when each reading was taken, in seconds since 1970, and what
/// was read, in ohms. Both slices have the same length.
pub type Partition<'a> = (&'a [u32], &'a [f32]);

/// One hour of the answer.
#[derive(Clone, Copy, Debug)]
pub struct Hour {
    /// Where it begins, in seconds since 1970: a multiple of 3600.
    pub start_s: u32,
    /// The mean brightness of its readings in lux; NaN if there is none.
    pub mean: f64,
}

/// How bright it is, from the resistance of a photoresistor that has 20,000 ohms at 10 lux:
/// a power law, from its data sheet. Use it as it is.
pub fn lux(ohms: f32) -> f64 {
    10.0 * (f64::from(ohms) / 20_000.0).powf(-1.0 / 0.7)
}

/// The mean brightness of each hour, from the hour of the first reading to that of the
/// last one, in order. An hour without a reading is there, too.
///
/// A reading belongs to the hour that it was taken in: one at 14:00:00 to the hour from
/// 14:00 on.
///
/// The readings are in the order of their times, also from partition to partition. A
/// partition may end anywhere within an hour, may lie within one hour, and may be empty.
pub fn resample(partitions: &[Partition]) -> Vec<Hour> {
    todo!("resample {} partitions", partitions.len())
}

// Your own tests: `cargo test -p resample`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_in_two_partitions() {
        // Twenty thousand ohms are 10 lux.
        let first: Partition = (&[7_200, 7_300], &[20_000.0, 20_000.0]);
        let second: Partition = (&[10_799, 14_400], &[20_000.0, 4_000.0]);
        let hours = resample(&[first, second]);
        assert_eq!(hours.len(), 3);
        assert_eq!(hours[0].start_s, 7_200);
        assert!((hours[0].mean - 10.0).abs() < 1e-9);
        assert!(hours[1].mean.is_nan());
        assert_eq!(hours[2].start_s, 14_400);
        assert!((hours[2].mean - 100.0).abs() < 1.0);
    }
}
