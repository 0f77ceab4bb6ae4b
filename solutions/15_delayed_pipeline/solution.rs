//! Lazy chains, and one `compute_all` that starts the longest chain first.

use std::cmp::Reverse;

/// The statistics of one chain's values.
#[derive(Clone, Debug, PartialEq)]
pub struct Stats {
    /// The mean.
    pub mean: f64,
    /// Population standard deviation (divisor n), as numpy.
    pub std: f64,
    /// The largest value.
    pub max: f64,
}

/// A value that is not there yet: a node of a task graph, with all that it
/// needs before it.
pub struct Delayed<T> {
    work: usize,
    compute: Box<dyn FnOnce() -> T + Send>,
}

impl<T: Send + 'static> Delayed<T> {
    /// A first node. `work` estimates how much there is to do, in any unit.
    ///
    /// `FnOnce` is a promise that the compiler keeps: nobody can call this
    /// function twice.
    pub fn new(work: usize, compute: impl FnOnce() -> T + Send + 'static) -> Self {
        Self { work, compute: Box::new(compute) }
    }

    /// The estimate that the chain began with.
    pub fn work(&self) -> usize {
        self.work
    }

    /// Runs this node and all that come before it, now, on this thread.
    pub fn compute(self) -> T {
        (self.compute)()
    }

    /// A closure in a closure: the inner one runs this node, then `f`, but only
    /// when somebody calls it.
    pub fn map<U: Send + 'static>(self, f: impl FnOnce(T) -> U + Send + 'static) -> Delayed<U> {
        Delayed::new(self.work, move || f(self.compute()))
    }
}

/// Starts the chain with the most work first. A free thread takes the next.
///
/// That is list scheduling by longest processing time. Its end is at most
/// 4/3 - 1/(3p) times later than the best possible (R. L. Graham, "Bounds on
/// multiprocessing timing anomalies", SIAM J. Appl. Math. 17, 1969). Here it is
/// the best: one thread does 3, the other 2 and 1.
///
/// Each task owns the slot of its result, so nothing is shared and nothing has
/// to be sorted back.
pub fn compute_all<T: Send + 'static>(delayed: Vec<Delayed<T>>) -> Vec<T> {
    let mut slots: Vec<Option<T>> = delayed.iter().map(|_| None).collect();
    let mut tasks: Vec<_> = slots.iter_mut().zip(delayed).collect();
    tasks.sort_by_key(|(_, node)| Reverse(node.work()));
    // First in, first out: a plain `scope` lets a thread begin with the task
    // that it spawned last.
    rayon::scope_fifo(|scope| {
        for (slot, node) in tasks {
            scope.spawn_fifo(move |_| *slot = Some(node.compute()));
        }
    });
    slots.into_iter().map(|slot| slot.expect("the scope ends when every task has run")).collect()
}

/// Builds all chains, then computes them at once.
pub fn delayed_pipeline(sizes: &[usize], seed: u64) -> Vec<Stats> {
    let chain = |&size: &usize| {
        Delayed::new(size, move || generate(size, seed))
            .map(transform)
            .map(|values| aggregate(&values))
    };
    compute_all(sizes.iter().map(chain).collect())
}

/// How often `transform` applies its step to a value.
const ROUNDS: u32 = 8;

/// First step: `size` numbers between 0 and 1. The same size and seed give the
/// same numbers.
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

/// Second step: replaces each value `a`, again and again, by the root of
/// |sin(10 a)|.
pub fn transform(values: Vec<f64>) -> Vec<f64> {
    let heavy = |a: f64| (0..ROUNDS).fold(a, |a, _| (10.0 * a).sin().abs().sqrt());
    values.into_iter().map(heavy).collect()
}

/// Third step: the statistics of the values; all zero if there are none.
pub fn aggregate(values: &[f64]) -> Stats {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|a| (a - mean) * (a - mean)).sum();
    Stats { mean, std: (squares / count).sqrt(), max: values.iter().copied().fold(0.0, f64::max) }
}
