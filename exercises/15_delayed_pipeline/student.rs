//! Delayed pipeline: build a task graph first, compute it later, all at once.
//!
//! Read `lessons/src/15_delayed_pipeline.md`, fill in the three functions that
//! say `todo!()`, then type `cargo grade delayed_pipeline`.
//!
//! Stuck? Type `cargo grade hint delayed_pipeline`.

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

    /// A node that will call `f` on this node's value. It keeps this node's
    /// estimate of the work.
    ///
    /// Nothing runs here: neither this node nor `f`.
    pub fn map<U: Send + 'static>(self, f: impl FnOnce(T) -> U + Send + 'static) -> Delayed<U> {
        let _ = f;
        todo!("return a node that waits, of work {}", self.work)
    }
}

/// Computes all nodes, in parallel. The values stand in the order of the nodes.
///
/// Each node comes with all that it needs, so nodes are independent of each
/// other. They differ in work: which one should start first?
#[allow(clippy::needless_pass_by_value, reason = "the nodes are used up once you compute them")]
pub fn compute_all<T: Send + 'static>(delayed: Vec<Delayed<T>>) -> Vec<T> {
    todo!("compute {} nodes in parallel", delayed.len())
}

/// For each size, in order: `generate` (with this seed), `transform`,
/// `aggregate`. Builds one chain of three nodes a size and computes them all at
/// the end.
pub fn delayed_pipeline(sizes: &[usize], seed: u64) -> Vec<Stats> {
    todo!("build {} chains from seed {seed}", sizes.len())
}

// The three steps are ready. Use them as they are.

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

// Your own tests: `cargo test -p delayed_pipeline`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_runs_before_compute_all() {
        let (sender, log) = std::sync::mpsc::channel();
        let node = Delayed::new(1, move || sender.send("ran").expect("the log is open"));
        let node = node.map(|()| 42);
        assert!(log.try_recv().is_err(), "nothing has run yet");
        assert_eq!(compute_all(vec![node]), [42]);
        assert_eq!(log.try_recv(), Ok("ran"));
    }

    #[test]
    fn values_keep_the_order_of_the_nodes() {
        let node = |work| Delayed::new(work, move || work);
        assert_eq!(compute_all(vec![node(1), node(3), node(2)]), [1, 3, 2]);
    }

    #[test]
    fn two_sizes() {
        let expected = [10, 0].map(|size| aggregate(&transform(generate(size, 7))));
        assert_eq!(delayed_pipeline(&[10, 0], 7), expected);
    }
}
