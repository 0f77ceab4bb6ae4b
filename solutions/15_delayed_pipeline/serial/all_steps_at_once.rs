//! Because: generates, transforms and aggregates eight values at a time, so that no chain is ever in memory, and the next eight are made while the roots of these are taken.

#[derive(Clone, Debug, PartialEq)]
pub struct Stats {
    pub mean: f64,
    pub std: f64,
    pub max: f64,
}

pub struct Delayed<T> {
    work: usize,
    compute: Box<dyn FnOnce() -> T + Send>,
}

impl<T: Send + 'static> Delayed<T> {
    pub fn new(work: usize, compute: impl FnOnce() -> T + Send + 'static) -> Self {
        Self { work, compute: Box::new(compute) }
    }

    pub fn work(&self) -> usize {
        self.work
    }

    pub fn compute(self) -> T {
        (self.compute)()
    }

    pub fn map<U: Send + 'static>(self, f: impl FnOnce(T) -> U + Send + 'static) -> Delayed<U> {
        Delayed::new(self.work, move || f(self.compute()))
    }
}

pub fn compute_all<T: Send + 'static>(delayed: Vec<Delayed<T>>) -> Vec<T> {
    delayed.into_iter().map(Delayed::compute).collect()
}

pub fn delayed_pipeline(sizes: &[usize], seed: u64) -> Vec<Stats> {
    sizes.iter().map(|&size| chain(size, seed)).collect()
}

/// Numbers side by side.
const LANES: usize = 8;

/// The sum of squared distances from a half, which is near the mean.
fn chain(size: usize, seed: u64) -> Stats {
    let mut state = (seed ^ (size as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let (mut sums, mut squares, mut largest) = ([0.0; LANES], [0.0; LANES], [0.0_f64; LANES]);
    for start in (0..size).step_by(LANES) {
        let mut block = [0.0; LANES];
        for a in &mut block {
            *a = next();
        }
        heavy(&mut block);
        for lane in 0..LANES.min(size - start) {
            let (a, d) = (block[lane], block[lane] - 0.5);
            sums[lane] += a;
            squares[lane] += d * d;
            largest[lane] = if a > largest[lane] { a } else { largest[lane] };
        }
    }
    let count = size.max(1) as f64;
    let mean = sums.iter().sum::<f64>() / count;
    let around_half = squares.iter().sum::<f64>() / count;
    let variance = if size == 0 { 0.0 } else { around_half - (mean - 0.5) * (mean - 0.5) };
    Stats { mean, std: variance.max(0.0).sqrt(), max: largest.iter().copied().fold(0.0, f64::max) }
}

const ROUNDS: u32 = 8;

pub fn generate(size: usize, seed: u64) -> Vec<f64> {
    // A 64-bit xorshift generator (Marsaglia, "Xorshift RNGs", 2003).
    let mut state = (seed ^ (size as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)) | 1;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..size).map(next).collect()
}

pub fn transform(mut values: Vec<f64>) -> Vec<f64> {
    let (blocks, rest) = values.as_chunks_mut::<8>();
    for block in blocks {
        heavy(block);
    }
    heavy(rest);
    values
}

fn heavy(values: &mut [f64]) {
    for _ in 0..ROUNDS {
        for a in &mut *values {
            *a = (10.0 * *a).sin().abs().sqrt();
        }
    }
}

pub fn aggregate(values: &[f64]) -> Stats {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|a| (a - mean) * (a - mean)).sum();
    Stats { mean, std: (squares / count).sqrt(), max: values.iter().copied().fold(0.0, f64::max) }
}
