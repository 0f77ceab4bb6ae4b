//! Expect: wrong_answer
//! Because: the last block is not a whole one, and `par_chunks_exact` leaves it out.

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
    values
        .par_chunks_exact(BLOCK)
        .map(Partial::of)
        .reduce_with(Partial::merge)
        .map(Partial::summary)
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
        let count = block.len() as f64;
        let (min, max, sum) = bounds_and_sum(block);
        let mean = sum / count;
        Self { count, min, max, mean, squares: squares(block, mean) }
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

fn bounds_and_sum(block: &[f64]) -> (f64, f64, f64) {
    let mut lows = [f64::INFINITY; 8];
    let mut highs = [f64::NEG_INFINITY; 8];
    let mut sums = [0.0; 8];
    let mut take = |row: &[f64]| {
        for (((low, high), sum), &x) in lows.iter_mut().zip(&mut highs).zip(&mut sums).zip(row) {
            *low = if x < *low { x } else { *low };
            *high = if x > *high { x } else { *high };
            *sum += x;
        }
    };
    let (rows, rest) = block.as_chunks::<8>();
    for row in rows {
        take(row);
    }
    take(rest);
    let min = lows.into_iter().fold(f64::INFINITY, f64::min);
    let max = highs.into_iter().fold(f64::NEG_INFINITY, f64::max);
    (min, max, sums.iter().sum())
}

fn squares(block: &[f64], mean: f64) -> f64 {
    let (rows, rest) = block.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for row in rows {
        for (sum, x) in sums.iter_mut().zip(row) {
            *sum += (x - mean) * (x - mean);
        }
    }
    let rest: f64 = rest.iter().map(|x| (x - mean) * (x - mean)).sum();
    sums.iter().sum::<f64>() + rest
}
