//! Because: `flat_map_iter` and `filter` make one list of all partitions, and each question is a parallel iterator over it.

use rayon::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    pub id: u32,
    pub x: f64,
    pub y: f64,
}

pub type Load<'a> = dyn Fn(usize) -> Vec<Row> + Sync + 'a;

pub struct Persisted {
    values: Vec<f64>,
}

pub fn persist(partitions: usize, load: &Load) -> Persisted {
    let values = (0..partitions)
        .into_par_iter()
        .flat_map_iter(|partition| load(partition).into_iter())
        .filter(|row| row.y > 0.0)
        .map(|row| calibrate(row.x))
        .collect();
    Persisted { values }
}

impl Persisted {
    pub fn count(&self) -> usize {
        self.values.len()
    }

    pub fn mean(&self) -> f64 {
        if self.values.is_empty() {
            return 0.0;
        }
        self.values.par_iter().sum::<f64>() / self.values.len() as f64
    }

    pub fn std(&self) -> f64 {
        if self.values.is_empty() {
            return 0.0;
        }
        let mean = self.mean();
        let squares: f64 = self.values.par_iter().map(|value| (value - mean).powi(2)).sum();
        (squares / self.values.len() as f64).sqrt()
    }

    pub fn count_below(&self, limit: f64) -> usize {
        self.values.par_iter().filter(|&&value| value < limit).count()
    }
}

const ROUNDS: u32 = 4;

pub fn calibrate(x: f64) -> f64 {
    (0..ROUNDS).fold(x, |x, _| (10.0 * x).sin().abs().sqrt())
}
