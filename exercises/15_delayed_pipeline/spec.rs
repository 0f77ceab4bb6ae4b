//! What `delayed_pipeline` must do, on which graphs, and how we know.
//!
//! Two kinds of input: sizes for the pipeline as a whole, and graphs of counted
//! nodes, built with the student's `Delayed`, that show when and how often each
//! node runs.

use delayed_pipeline::{Delayed, compute_all};
use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Graph, Mismatch, Rng};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The exercise.
pub struct DelayedPipeline;

/// What is asked of the student's code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Input {
    /// Call `delayed_pipeline`.
    Pipeline {
        /// Numbers to generate, chain by chain.
        sizes: Vec<usize>,
        /// The seed of all chains.
        seed: u64,
    },
    /// Build chains of counted nodes and call `compute_all`.
    Graph {
        /// How many chains.
        chains: usize,
        /// Nodes in each.
        length: usize,
        /// What the chains begin with: makes the values differ from input to input.
        seed: u64,
    },
}

/// What came out.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Output {
    /// Of a pipeline: one entry a size.
    Pipeline(Vec<Stats>),
    /// Of a graph: what was seen and what was computed.
    Graph(Observed),
}

/// The student's `Stats`, as they travel.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    mean: f64,
    std: f64,
    max: f64,
}

/// What the counters of a graph's nodes showed.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// Nodes that had run before `compute_all` was called.
    early: usize,
    /// How often each node ran, chain after chain.
    runs: Vec<u32>,
    /// The value of each chain.
    values: Vec<u64>,
}

impl Exercise for DelayedPipeline {
    type Input = Input;
    type Output = Output;

    /// The size is the number of chains, but in the example and the timed case,
    /// whose chains are 1, 2 and 3 times that long.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("three chains", 100),
            Case::example("graph: three chains", 3),
            Case::hidden("no chain", 0),
            Case::hidden("one chain", 1),
            Case::hidden("two chains", 2),
            Case::hidden("rising sizes", 5),
            Case::hidden("a prime number of chains", 37),
            Case::hidden("graph: no chain", 0),
            Case::hidden("graph: single nodes", 7),
            Case::hidden("graph: one long chain", 1),
            Case::hidden("graph: many chains", 41),
            Case::timed("sizes 1 : 2 : 3", 15_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let chains = case.size;
        let seed = rng.random();
        let graph = |length| Input::Graph { chains, length, seed };
        let sizes = match case.name.as_str() {
            "graph: single nodes" => return graph(1),
            "graph: one long chain" => return graph(50),
            name if name.starts_with("graph") => return graph(4),
            "three chains" | "sizes 1 : 2 : 3" => vec![case.size, 2 * case.size, 3 * case.size],
            "rising sizes" => (0..chains).map(|chain| 50 * chain).collect(),
            _ => (0..chains).map(|_| rng.random_range(0..200)).collect(),
        };
        Input::Pipeline { sizes, seed }
    }

    /// One chain after the other, without a graph: laziness costs nothing here.
    fn baseline(&self, input: &Input) -> Output {
        match input {
            Input::Pipeline { sizes, seed } => {
                let chain = |&size: &usize| aggregate(&transform(generate(size, *seed)));
                Output::Pipeline(sizes.iter().map(chain).collect())
            }
            &Input::Graph { chains, length, seed } => {
                let value = |chain| (0..length).fold(seed, |value, at| step(value, chain, at));
                Output::Graph(Observed {
                    early: 0,
                    runs: vec![1; chains * length],
                    values: (0..chains).map(value).collect(),
                })
            }
        }
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        match input {
            Input::Pipeline { sizes, seed } => {
                let stats = delayed_pipeline::delayed_pipeline(sizes, *seed);
                let travel = |stats: delayed_pipeline::Stats| Stats {
                    mean: stats.mean,
                    std: stats.std,
                    max: stats.max,
                };
                Output::Pipeline(stats.into_iter().map(travel).collect())
            }
            &Input::Graph { chains, length, seed } => Output::Graph(observe(chains, length, seed)),
        }
    }

    fn graph(&self, input: &Input) -> Option<Graph> {
        let mut graph = Graph::default();
        let ends: Vec<usize> = match input {
            Input::Pipeline { sizes, .. } => {
                let chain = |size: &usize| {
                    let generated = graph.task(format!("generate {size}"), &[]);
                    let transformed = graph.task("transform", &[generated]);
                    graph.task("aggregate", &[transformed])
                };
                sizes.iter().map(chain).collect()
            }
            &Input::Graph { chains, length, .. } => {
                let mut chain = |chain: usize| {
                    (0..length).fold(None, |before: Option<usize>, at| {
                        let needs: Vec<usize> = before.into_iter().collect();
                        Some(graph.task(format!("node {chain}.{at}"), &needs))
                    })
                };
                (0..chains).filter_map(&mut chain).collect()
            }
        };
        graph.task("compute_all", &ends);
        Some(graph)
    }

    /// Another seed, or one chain that is longer by one number.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut input = input.clone();
        match &mut input {
            Input::Pipeline { sizes, seed } => {
                let numbers: usize = sizes.iter().sum();
                if numbers > 0 && rng.random() {
                    *seed = rng.random();
                } else {
                    let last = sizes.len().checked_sub(1)?;
                    sizes[if rng.random() { last } else { rng.random_range(0..=last) }] += 1;
                }
            }
            Input::Graph { chains: 0, .. } => return None,
            Input::Graph { seed, .. } => *seed = seed.wrapping_add(1),
        }
        Some(input)
    }

    fn check(&self, input: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        match (input, expected, actual) {
            (Input::Pipeline { sizes, .. }, Output::Pipeline(right), Output::Pipeline(found)) => {
                check_stats(sizes, right, found)
            }
            (Input::Graph { length, .. }, Output::Graph(right), Output::Graph(found)) => {
                check_graph(*length, right, found)
            }
            _ => Err(Mismatch::new("the answer is of another kind", expected, actual)),
        }
    }
}

/// Builds the chains with the student's `Delayed`, looks at the counters, and
/// only then lets `compute_all` run.
fn observe(chains: usize, length: usize, seed: u64) -> Observed {
    let counters: Arc<[AtomicU32]> = (0..chains * length).map(|_| AtomicU32::new(0)).collect();
    let node = |chain: usize, at: usize| {
        let counters = Arc::clone(&counters);
        move |value: u64| {
            // Relaxed: a count, which passes no other data on.
            counters[chain * length + at].fetch_add(1, Ordering::Relaxed);
            step(value, chain, at)
        }
    };
    let build = |chain: usize| {
        let first = node(chain, 0);
        // The estimates jump up and down, so that their order is not the chains'.
        let head = Delayed::new(chain * 7 % 11, move || first(seed));
        (1..length).fold(head, |chain_so_far, at| chain_so_far.map(node(chain, at)))
    };
    let delayed: Vec<Delayed<u64>> = (0..chains).map(build).collect();
    let count = || counters.iter().map(|runs| runs.load(Ordering::Relaxed));
    let early = count().filter(|&runs| runs > 0).count();
    let values = compute_all(delayed);
    Observed { early, runs: count().collect(), values }
}

/// What a node makes of the value before it. Steps in another order give
/// another value.
fn step(value: u64, chain: usize, at: usize) -> u64 {
    value.wrapping_mul(31).wrapping_add((chain + at + 1) as u64)
}

fn check_graph(length: usize, expected: &Observed, actual: &Observed) -> Result<(), Mismatch> {
    if actual.early > 0 {
        let noun = if actual.early == 1 { "node" } else { "nodes" };
        let difference = format!("{} {noun} ran before compute_all", actual.early);
        return Err(Mismatch::new(difference, expected, actual));
    }
    if let Some(at) = actual.runs.iter().position(|&runs| runs != 1) {
        let (chain, node, runs) = (at / length, at % length, actual.runs[at]);
        let often = match runs {
            0 => "never ran".to_owned(),
            2 => "ran twice".to_owned(),
            _ => format!("ran {runs} times"),
        };
        let difference = format!("node {node} of chain {chain} {often}, not once");
        return Err(Mismatch::new(difference, expected, actual));
    }
    if expected.values.len() != actual.values.len() {
        let (right, found) = (expected.values.len(), actual.values.len());
        let difference = format!("compute_all returned {found} values for {right} chains");
        return Err(Mismatch::new(difference, expected, actual));
    }
    let pairs = expected.values.iter().zip(&actual.values);
    let Some(at) = pairs.clone().position(|(right, found)| right != found) else {
        return Ok(());
    };
    let found = actual.values[at];
    let difference = match expected.values.iter().position(|&value| value == found) {
        Some(other) => format!("at index {at} stands the value of chain {other}"),
        None => format!("chain {at} has the value {found}"),
    };
    Err(Mismatch::new(difference, &expected.values, &actual.values))
}

fn check_stats(sizes: &[usize], expected: &[Stats], actual: &[Stats]) -> Result<(), Mismatch> {
    if expected.len() != actual.len() {
        let difference = format!("expected {} results, got {}", expected.len(), actual.len());
        return Err(Mismatch::new(difference, &expected, &actual));
    }
    let pairs = expected.iter().zip(actual);
    let Some(at) = pairs.clone().position(|(right, found)| !close(right, found)) else {
        return Ok(());
    };
    let (right, found) = (&expected[at], &actual[at]);
    let difference = match expected.iter().position(|other| close(other, found)) {
        Some(other) => {
            format!("at index {at}, size {}, stands the result of size {}", sizes[at], sizes[other])
        }
        None => format!("the result for size {} differs", sizes[at]),
    };
    Err(Mismatch::new(difference, right, found))
}

/// All values lie between 0 and 1, so a mean of n in another order is off by at
/// most n 2⁻⁵³ (Higham, "Accuracy and Stability of Numerical Algorithms",
/// 4.2): for the longest chain, of 50,000, 6e-12. NaN is close to nothing.
fn close(expected: &Stats, actual: &Stats) -> bool {
    const ERROR: f64 = 1e-9;
    (expected.mean - actual.mean).abs() <= ERROR
        && (expected.std - actual.std).abs() <= ERROR
        && (expected.max - actual.max).abs() <= ERROR
}

// The three steps, word for word as the student has them: the student's own
// copies may have been changed.

/// How often `transform` applies its step to a value.
const ROUNDS: u32 = 8;

/// First step: `size` numbers between 0 and 1. The same size and seed give the
/// same numbers.
fn generate(size: usize, seed: u64) -> Vec<f64> {
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
fn transform(values: Vec<f64>) -> Vec<f64> {
    let heavy = |a: f64| (0..ROUNDS).fold(a, |a, _| (10.0 * a).sin().abs().sqrt());
    values.into_iter().map(heavy).collect()
}

/// Third step: the statistics of the values; all zero if there are none.
fn aggregate(values: &[f64]) -> Stats {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|a| (a - mean) * (a - mean)).sum();
    Stats { mean, std: (squares / count).sqrt(), max: values.iter().copied().fold(0.0, f64::max) }
}

grader_spec::serve!(DelayedPipeline);
