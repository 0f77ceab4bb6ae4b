//! Because: `join` takes the longest chain on one side and all others, by the same rule, on the other.

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
    let mut nodes: Vec<(usize, Delayed<T>)> = delayed.into_iter().enumerate().collect();
    nodes.sort_by_key(|(_, node)| node.work());
    let mut values = longest_and_rest(nodes);
    values.sort_by_key(|&(at, _)| at);
    values.into_iter().map(|(_, value)| value).collect()
}

fn longest_and_rest<T: Send + 'static>(mut nodes: Vec<(usize, Delayed<T>)>) -> Vec<(usize, T)> {
    let Some((at, longest)) = nodes.pop() else { return Vec::new() };
    let (value, mut rest) = rayon::join(|| longest.compute(), || longest_and_rest(nodes));
    rest.push((at, value));
    rest
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
