//! What `bootstrap` must do, with which values, and how we know.
//!
//! Which numbers are drawn is part of the question, so the means of all resamples are
//! compared one by one. `SplitMix64` adds and mixes: the next number does not wait for the
//! one before to be mixed, so a serial program gains nothing from two streams at a time.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng, Tolerance, compare_floats, float_bytes};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct Bootstrap;

/// What is resampled, how often, and with which seed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    values: Vec<u32>,
    resamples: usize,
    seed: u64,
}

/// The mean of each resample.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    #[serde(with = "float_bytes")]
    means: Vec<f64>,
}

/// What is added where one value changes: more than any value, so that every mean with
/// it is another.
const CHANGE: u32 = 1_000_000;

impl Exercise for Bootstrap {
    type Input = Input;
    type Output = Output;

    /// The size is the number of resamples.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("five resamples", 5),
            Case::example("a hundred resamples", 100),
            Case::hidden("no resamples", 0),
            Case::hidden("one resample", 1),
            Case::hidden("one resample less than a block", BLOCK - 1),
            Case::hidden("exactly one block", BLOCK),
            Case::hidden("one resample more than a block", BLOCK + 1),
            Case::hidden("exactly four blocks", 4 * BLOCK),
            Case::hidden("a prime number of resamples", 1_009),
            Case::hidden("only one value", 60),
            Case::hidden("many values", 130),
            Case::timed("four thousand resamples", 4_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let values = match (case.name.as_str(), case.size) {
            ("only one value", _) => 1,
            ("many values", _) => 20_011,
            ("four thousand resamples", _) => 1_000,
            ("five resamples", _) => 6,
            _ => rng.random_range(30..60),
        };
        // Seconds that a bus is late: mostly a few minutes, now and then half an hour.
        let mut value = || {
            let quick: u32 = rng.random_range(0..300);
            if rng.random_range(0..10) == 0 { quick * 6 } else { quick }
        };
        let values = (0..values).map(|_| value()).collect();
        Input { values, resamples: case.size, seed: rng.random() }
    }

    /// Block after block, with the student's own loops.
    fn baseline(&self, input: &Input) -> Output {
        let mut means = Vec::with_capacity(input.resamples);
        while means.len() < input.resamples {
            let mut generator = Generator::new(input.seed, (means.len() / BLOCK) as u64);
            let more = BLOCK.min(input.resamples - means.len());
            means.extend((0..more).map(|_| resample_mean(&input.values, &mut generator)));
        }
        Output { means }
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        Output { means: bootstrap::bootstrap(&input.values, input.resamples, input.seed) }
    }

    /// One resample more, another seed, or another value that some resample has drawn.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut changed = input.clone();
        let last = input.resamples.checked_sub(1)?;
        match rng.random_range(0..6) {
            0 => changed.resamples += 1,
            // One value has the same mean with any seed.
            1 if input.values.len() > 1 => changed.seed = rng.random(),
            choice => {
                let resample = if choice == 2 { last } else { rng.random_range(0..=last) };
                changed.values[drawn_in(input, resample, rng)] += CHANGE;
            }
        }
        Some(changed)
    }

    /// The sums are whole numbers below 2⁵³, so a division is all that is rounded. A
    /// student who adds up shares of the mean instead rounds once for each value.
    fn check(&self, input: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        // Nothing cancels out: no value is negative.
        let relative = (input.values.len() + 2) as f64 * f64::EPSILON;
        let tolerance = Tolerance { relative, absolute: 0.0 };
        compare_floats(&expected.means, &actual.means, tolerance)
    }
}

/// The place of a value that this resample has drawn.
fn drawn_in(input: &Input, resample: usize, rng: &mut Rng) -> usize {
    let n = input.values.len();
    let mut generator = Generator::new(input.seed, (resample / BLOCK) as u64);
    let before = resample % BLOCK * n + rng.random_range(0..n);
    let draws = (0..=before).map(|_| generator.below(n));
    draws.last().expect("one draw at least")
}

// The same as in the stub; a student's own may differ.

const BLOCK: usize = 25;

fn resample_mean(values: &[u32], generator: &mut Generator) -> f64 {
    let n = values.len();
    let sum: u64 = (0..n).map(|_| u64::from(values[generator.below(n)])).sum();
    sum as f64 / n as f64
}

struct Generator {
    state: u64,
}

impl Generator {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

    fn new(seed: u64, stream: u64) -> Self {
        Self { state: mix(seed ^ mix(stream)) }
    }

    fn below(&mut self, n: usize) -> usize {
        self.state = self.state.wrapping_add(Self::STEP);
        (((mix(self.state) >> 32) * n as u64) >> 32) as usize
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

grader_spec::serve!(Bootstrap);
