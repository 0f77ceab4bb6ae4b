//! Expect: low_speedup
//! Cause: contention
//! Because: all threads put their values into one list, and hold its lock while they load.

use rayon::prelude::*;
use std::sync::Mutex;

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
    let all = Mutex::new(Vec::new());
    (0..partitions).into_par_iter().for_each(|partition| {
        let mut all = all.lock().expect("no thread panics");
        let rows = load(partition);
        let good = rows.iter().filter(|row| row.y > 0.0);
        all.extend(good.map(|row| calibrate(row.x)));
    });
    let all = all.into_inner().expect("no thread panics");
    Persisted { partitions: all.chunks(1_024).map(<[f64]>::to_vec).collect() }
}

impl Persisted {
    pub fn count(&self) -> usize {
        self.partitions.iter().map(Vec::len).sum()
    }

    pub fn mean(&self) -> f64 {
        self.sum(|value| value) / self.count().max(1) as f64
    }

    pub fn std(&self) -> f64 {
        let mean = self.mean();
        let squares = self.sum(|value| (value - mean) * (value - mean));
        (squares / self.count().max(1) as f64).sqrt()
    }

    pub fn count_below(&self, limit: f64) -> usize {
        let below = |values: &Vec<f64>| values.iter().filter(|&&value| value < limit).count();
        self.partitions.par_iter().map(below).sum()
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
