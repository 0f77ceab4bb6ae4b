//! Because: the lecture's form: a pass for each figure, and the squared distances in an array, as numpy's `std` has them.

#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    pub std: f64,
}

pub fn describe(values: &[f64]) -> Option<Summary> {
    if values.is_empty() {
        return None;
    }
    let count = values.len() as f64;
    let (min, max) = (smallest(values), largest(values));
    let mean = sum(values) / count;
    let distances: Vec<f64> = values.iter().map(|x| (x - mean) * (x - mean)).collect();
    let std = (sum(&distances) / count).sqrt();
    let unless_nan = |bound: f64| if mean.is_nan() { mean } else { bound };
    Some(Summary { min: unless_nan(min), max: unless_nan(max), mean, std })
}

fn smallest(values: &[f64]) -> f64 {
    let lanes = by_lanes(values, f64::INFINITY, |low, x| if x < low { x } else { low });
    lanes.into_iter().fold(f64::INFINITY, f64::min)
}

fn largest(values: &[f64]) -> f64 {
    let lanes = by_lanes(values, f64::NEG_INFINITY, |high, x| if x > high { x } else { high });
    lanes.into_iter().fold(f64::NEG_INFINITY, f64::max)
}

fn sum(values: &[f64]) -> f64 {
    by_lanes(values, 0.0, |sum, x| sum + x).iter().sum()
}

const LANES: usize = 16;

fn by_lanes(values: &[f64], start: f64, step: impl Fn(f64, f64) -> f64) -> [f64; LANES] {
    let (rows, rest) = values.as_chunks::<LANES>();
    let mut lanes = [start; LANES];
    for row in rows {
        for (lane, &x) in lanes.iter_mut().zip(row) {
            *lane = step(*lane, x);
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane = step(*lane, x);
    }
    lanes
}
