//! Expect: low_speedup
//! Cause: overhead
//! Because: each number waits for the one before: one lane, and a division in it.

use rayon::prelude::*;

const BLOCK: usize = 4_096;

#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    pub std: f64,
}

pub fn describe(values: &[f64]) -> Option<Summary> {
    values.par_chunks(BLOCK).map(Partial::of).reduce_with(Partial::merge).map(Partial::summary)
}

#[derive(Clone, Copy)]
struct Partial {
    count: f64,
    min: f64,
    max: f64,
    mean: f64,
    squares: f64,
}

impl Partial {
    fn of(block: &[f64]) -> Self {
        let none = Self {
            count: 0.0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            mean: 0.0,
            squares: 0.0,
        };
        block.iter().fold(none, |so_far, &x| {
            let count = so_far.count + 1.0;
            let distance = x - so_far.mean;
            let mean = so_far.mean + distance / count;
            Self {
                count,
                min: so_far.min.min(x),
                max: so_far.max.max(x),
                mean,
                squares: so_far.squares + distance * (x - mean),
            }
        })
    }

    fn merge(self, other: Self) -> Self {
        let count = self.count + other.count;
        let distance = other.mean - self.mean;
        let between = distance * distance * self.count * other.count / count;
        Self {
            count,
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            mean: self.mean + distance * other.count / count,
            squares: self.squares + other.squares + between,
        }
    }

    fn summary(self) -> Summary {
        let Self { count, min, max, mean, squares } = self;
        let unless_nan = |bound: f64| if mean.is_nan() { mean } else { bound };
        Summary { min: unless_nan(min), max: unless_nan(max), mean, std: (squares / count).sqrt() }
    }
}
