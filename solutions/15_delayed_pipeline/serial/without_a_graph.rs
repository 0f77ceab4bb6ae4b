//! Because: no graph at all, and each value is changed where it lies.

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
    let chain = |&size: &usize| {
        let mut values = generate(size, seed);
        for a in &mut values {
            *a = heavy(*a);
        }
        aggregate(&values)
    };
    sizes.iter().map(chain).collect()
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

fn heavy(a: f64) -> f64 {
    (0..ROUNDS).fold(a, |a, _| (10.0 * a).sin().abs().sqrt())
}

pub fn aggregate(values: &[f64]) -> Stats {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|a| (a - mean) * (a - mean)).sum();
    Stats { mean, std: (squares / count).sqrt(), max: values.iter().copied().fold(0.0, f64::max) }
}
