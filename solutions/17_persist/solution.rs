//! One parallel pass that loads, filters and calibrates; what it leaves is kept,
//! partition by partition, and every question is a parallel pass over that.

use rayon::prelude::*;

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Which sensor it comes from.
    pub id: u32,
    /// What the sensor showed.
    pub x: f64,
    /// Above 0 if the sensor was in order.
    pub y: f64,
}

/// Loads one partition of the table: the one with this number.
pub type Load<'a> = dyn Fn(usize) -> Vec<Row> + Sync + 'a;

/// The readings that are good, calibrated, partition by partition: 8 bytes of a
/// good row's 24, and nothing of the others.
pub struct Persisted {
    partitions: Vec<Vec<f64>>,
}

/// Loads each partition once. Its rows are dropped as soon as what is good of
/// them is calibrated, so there are never more of them than threads.
pub fn persist(partitions: usize, load: &Load) -> Persisted {
    let good = |partition| {
        let rows = load(partition);
        rows.iter().filter(|row| row.y > 0.0).map(|row| calibrate(row.x)).collect()
    };
    Persisted { partitions: (0..partitions).into_par_iter().map(good).collect() }
}

impl Persisted {
    /// How many good readings there are.
    pub fn count(&self) -> usize {
        self.partitions.iter().map(Vec::len).sum()
    }

    /// Their mean, or 0 if there are none.
    pub fn mean(&self) -> f64 {
        self.sum(|value| value) / self.count().max(1) as f64
    }

    /// Their population standard deviation (divisor n), as numpy; 0 if there are
    /// none. Two passes: over values in memory they are cheap.
    pub fn std(&self) -> f64 {
        let mean = self.mean();
        let squares = self.sum(|value| (value - mean) * (value - mean));
        (squares / self.count().max(1) as f64).sqrt()
    }

    /// How many of them are below this limit.
    pub fn count_below(&self, limit: f64) -> usize {
        let below = |values: &Vec<f64>| values.iter().filter(|&&value| value < limit).count();
        self.partitions.par_iter().map(below).sum()
    }

    fn sum(&self, of: impl Fn(f64) -> f64 + Sync) -> f64 {
        let part = |values: &Vec<f64>| values.iter().map(|&value| of(value)).sum::<f64>();
        self.partitions.par_iter().map(part).sum()
    }
}

/// How often `calibrate` applies its step.
const ROUNDS: u32 = 4;

/// Turns what a sensor showed into a value between 0 and 1. It is dear.
pub fn calibrate(x: f64) -> f64 {
    (0..ROUNDS).fold(x, |x, _| (10.0 * x).sin().abs().sqrt())
}
