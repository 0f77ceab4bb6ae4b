//! Because: one loop for all: sums of the distances from the first number of the array, and of their squares, in eight lanes.

use rayon::prelude::*;

#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    pub std: f64,
}

pub fn describe(values: &[f64]) -> Option<Summary> {
    let &first = values.first()?;
    let all =
        values.par_chunks(50_000).map(|part| one_loop(part, first)).reduce_with(|a, b| Sums {
            low: a.low.min(b.low),
            high: a.high.max(b.high),
            sum: a.sum + b.sum,
            squares: a.squares + b.squares,
        })?;
    let count = values.len() as f64;
    let distance = all.sum / count;
    let mean = first + distance;
    if mean.is_nan() {
        return Some(Summary { min: mean, max: mean, mean, std: mean });
    }
    let variance = all.squares / count - distance * distance;
    Some(Summary { min: all.low, max: all.high, mean, std: variance.max(0.0).sqrt() })
}

struct Sums {
    low: f64,
    high: f64,
    sum: f64,
    squares: f64,
}

fn one_loop(part: &[f64], first: f64) -> Sums {
    let mut low = [f64::INFINITY; 8];
    let mut high = [f64::NEG_INFINITY; 8];
    let (mut sum, mut squares) = ([0.0; 8], [0.0; 8]);
    let mut take = |row: &[f64]| {
        for (i, &x) in row.iter().enumerate() {
            let d = x - first;
            low[i] = if x < low[i] { x } else { low[i] };
            high[i] = if x > high[i] { x } else { high[i] };
            sum[i] += d;
            squares[i] += d * d;
        }
    };
    let (rows, rest) = part.as_chunks::<8>();
    for row in rows {
        take(row);
    }
    take(rest);
    Sums {
        low: low.into_iter().fold(f64::INFINITY, f64::min),
        high: high.into_iter().fold(f64::NEG_INFINITY, f64::max),
        sum: sum.iter().sum(),
        squares: squares.iter().sum(),
    }
}
