//! Because: threads of its own take equal parts, and go through them block by block.

use std::thread;

#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    pub std: f64,
}

pub fn describe(values: &[f64]) -> Option<Summary> {
    let part = values
        .len()
        .div_ceil(thread::available_parallelism().map_or(1, |cores| cores.get()))
        .max(1);
    let all = thread::scope(|scope| {
        let threads: Vec<_> = values
            .chunks(part)
            .map(|part| scope.spawn(|| part.chunks(2_048).map(partial).reduce(merge)))
            .collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap()).reduce(merge)
    });
    all.map(finish)
}

#[derive(Clone, Copy)]
struct Partial {
    count: f64,
    min: f64,
    max: f64,
    mean: f64,
    squares: f64,
}

fn merge(a: Partial, b: Partial) -> Partial {
    let count = a.count + b.count;
    let d = b.mean - a.mean;
    Partial {
        count,
        min: a.min.min(b.min),
        max: a.max.max(b.max),
        mean: a.mean + d * b.count / count,
        squares: a.squares + b.squares + d * d * a.count * b.count / count,
    }
}

fn finish(all: Partial) -> Summary {
    if all.mean.is_nan() {
        return Summary { min: f64::NAN, max: f64::NAN, mean: f64::NAN, std: f64::NAN };
    }
    Summary { min: all.min, max: all.max, mean: all.mean, std: (all.squares / all.count).sqrt() }
}

fn partial(block: &[f64]) -> Partial {
    let count = block.len() as f64;
    let mean = sum(block) / count;
    Partial {
        count,
        min: smallest(block),
        max: largest(block),
        mean,
        squares: squares(block, mean),
    }
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

fn squares(values: &[f64], mean: f64) -> f64 {
    by_lanes(values, 0.0, |sum, x| sum + (x - mean) * (x - mean)).iter().sum()
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
