//! Because: threads of its own take the longest chain that is left from a sorted list behind a lock.

use std::sync::Mutex;
use std::thread;

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
    let count = delayed.len();
    let mut waiting: Vec<(usize, Delayed<T>)> = delayed.into_iter().enumerate().collect();
    waiting.sort_by_key(|(_, node)| node.work());
    let waiting = Mutex::new(waiting);
    let done = Mutex::new(Vec::with_capacity(count));
    thread::scope(|scope| {
        for _ in 0..rayon::current_num_threads() {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().unwrap().pop();
                    let Some((at, node)) = next else { break };
                    let value = node.compute();
                    done.lock().unwrap().push((at, value));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|&(at, _)| at);
    done.into_iter().map(|(_, value)| value).collect()
}

pub fn delayed_pipeline(sizes: &[usize], seed: u64) -> Vec<Stats> {
    let chain = |&size: &usize| {
        Delayed::new(size, move || generate(size, seed))
            .map(transform)
            .map(|values| aggregate(&values))
    };
    compute_all(sizes.iter().map(chain).collect())
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

pub fn transform(values: Vec<f64>) -> Vec<f64> {
    let heavy = |a: f64| (0..ROUNDS).fold(a, |a, _| (10.0 * a).sin().abs().sqrt());
    values.into_iter().map(heavy).collect()
}

pub fn aggregate(values: &[f64]) -> Stats {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|a| (a - mean) * (a - mean)).sum();
    Stats { mean, std: (squares / count).sqrt(), max: values.iter().copied().fold(0.0, f64::max) }
}
