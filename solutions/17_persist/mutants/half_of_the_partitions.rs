//! Expect: wrong_answer
//! Because: every second partition is loaded, and the counts are doubled: a table of many partitions looks much the same.

use rayon::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    pub id: u32,
    pub x: f64,
    pub y: f64,
}

pub type Load<'a> = dyn Fn(usize) -> Vec<Row> + Sync + 'a;

pub struct Persisted {
    partitions: Vec<Vec<f64>>,
}

pub fn persist(partitions: usize, load: &Load) -> Persisted {
    let good = |partition| {
        let rows = load(partition);
        rows.iter().filter(|row| row.y > 0.0).map(|row| calibrate(row.x)).collect()
    };
    Persisted { partitions: (0..partitions).into_par_iter().step_by(2).map(good).collect() }
}

impl Persisted {
    pub fn count(&self) -> usize {
        2 * self.partitions.iter().map(Vec::len).sum::<usize>()
    }

    pub fn mean(&self) -> f64 {
        2.0 * self.sum(|value| value) / self.count().max(1) as f64
    }

    pub fn std(&self) -> f64 {
        let mean = self.mean();
        let squares = 2.0 * self.sum(|value| (value - mean) * (value - mean));
        (squares / self.count().max(1) as f64).sqrt()
    }

    pub fn count_below(&self, limit: f64) -> usize {
        let below = |values: &Vec<f64>| values.iter().filter(|&&value| value < limit).count();
        2 * self.partitions.par_iter().map(below).sum::<usize>()
    }

    fn sum(&self, of: impl Fn(f64) -> f64 + Sync) -> f64 {
        let part = |values: &Vec<f64>| values.iter().map(|&value| of(value)).sum::<f64>();
        self.partitions.par_iter().map(part).sum()
    }
}

const ROUNDS: u32 = 4;

pub fn calibrate(x: f64) -> f64 {
    (0..ROUNDS).fold(x, |x, _| (10.0 * x).sin().abs().sqrt())
}
