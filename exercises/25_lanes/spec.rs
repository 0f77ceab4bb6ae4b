//! What `discounted_sum` must do, on which series, and how we know.
//!
//! The baseline is the obvious loop on purpose: the exercise is to do better on one
//! thread. The timed case calls the function some thousand times for a microsecond or
//! two each, so that threads bring nothing.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng, Tolerance, compare_floats};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct Lanes;

/// Several series of the same length, one after the other, and as many decays for each.
/// The function is called for each series with each of its decays.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    /// Values in a series.
    length: usize,
    #[serde(with = "grader_spec::float_bytes")]
    values: Vec<f64>,
    #[serde(with = "grader_spec::float_bytes")]
    decays: Vec<f64>,
    /// How many series there are; their values tell it only where they have any.
    series: usize,
}

impl Input {
    fn series(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.series).map(|at| &self.values[at * self.length..(at + 1) * self.length])
    }

    /// What a function says of each series with each of its decays.
    fn sums(&self, sum: impl Fn(&[f64], f64) -> f64) -> Sums {
        let decays = self.decays.chunks(DECAYS);
        let of_one = |(series, decays): (_, &[f64])| {
            decays.iter().map(|&decay| sum(series, decay)).collect::<Vec<f64>>()
        };
        Sums(self.series().zip(decays).flat_map(of_one).collect())
    }
}

/// A sum for each series and decay.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Sums(#[serde(with = "grader_spec::float_bytes")] Vec<f64>);

/// How many series the timed case has: half a mebibyte of values, which stay in a core's
/// own cache.
const TIMED: usize = 64;
/// How many decays each series has of its own. Those of the timed case lie so far apart
/// that a polynomial in the decay, from which all sums of a series could be read, would
/// have to be computed at more places than that.
const DECAYS: usize = 16;
const TIMED_CASE: &str = "64 series of a thousand values";

impl Exercise for Lanes {
    type Input = Input;
    type Output = Sums;

    /// The size is the number of values in a series.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("ten values", 10),
            Case::example("a thousand values", 1_000),
            Case::hidden("no value", 0),
            Case::hidden("one value", 1),
            Case::hidden("fewer values than lanes", 3),
            Case::hidden("one less than a power of two", 31),
            Case::hidden("a power of two", 32),
            Case::hidden("one more than a power of two", 33),
            Case::hidden("a prime number of values", 1_009),
            Case::hidden("nothing is forgotten", 5_003),
            Case::hidden("a long series", 100_003),
            Case::hidden("small decays", 2_003),
            Case::timed(TIMED_CASE, 1_024),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let length = case.size;
        let series = match case.name.as_str() {
            TIMED_CASE => TIMED,
            _ => 2,
        };
        let values = (0..series * length).map(|_| rng.random_range(-1.0..1.0)).collect();
        let mut decay = || match case.name.as_str() {
            "nothing is forgotten" => 1.0,
            TIMED_CASE => 1.0 - 10_f64.powf(rng.random_range(-1.0..1.7)) / length as f64,
            // The oldest value keeps a third of its weight or more, so that each counts.
            _ => 1.0 - rng.random_range(0.1..1.0) / length.max(1) as f64,
        };
        let mut decays: Vec<f64> = (0..series * DECAYS).map(|_| decay()).collect();
        if case.name == "small decays" {
            // Their powers are 0 long before the oldest value.
            decays[..2].copy_from_slice(&[0.0, 0.5]);
        }
        Input { length, values, decays, series }
    }

    /// The obvious loop, `np.polyval`: each step waits for the one before.
    fn baseline(&self, input: &Input) -> Sums {
        input.sums(chain)
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Sums {
        input.sums(lanes::discounted_sum)
    }

    /// One value of one series, which counts for at least a third of itself; or one decay.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let last = input.values.len().checked_sub(1)?;
        let mut input = input.clone();
        let at = if rng.random() { last } else { rng.random_range(0..=last) };
        let x = &mut input.values[at];
        *x = if *x > 0.0 { *x - 0.5 } else { *x + 0.5 };
        Some(input)
    }

    fn check(&self, input: &Input, expected: &Sums, actual: &Sums) -> Result<(), Mismatch> {
        let tolerance = Tolerance { relative: 0.0, absolute: rounding(input) };
        compare_floats(&expected.0, &actual.0, tolerance)
    }
}

fn chain(values: &[f64], decay: f64) -> f64 {
    let mut total = 0.0;
    for x in values {
        total = total * decay + x;
    }
    total
}

/// How far two right answers may lie apart.
///
/// Horner's scheme with n values is good to 2n u of the sum of the terms' sizes, with
/// u = 2⁻⁵³ (Higham, "Accuracy and Stability of Numerical Algorithms", 5.1). A program
/// that takes powers of the decay first has up to n roundings more in a term; both together are 5n,
/// and 16 more stand for what does not grow. Terms of either sign cancel out, so this is
/// an absolute bound. No term is larger than the largest value.
fn rounding(input: &Input) -> f64 {
    let largest = input.values.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    let unit = f64::EPSILON / 2.0;
    (5 * input.length + 16) as f64 * unit * input.length as f64 * largest
}

grader_spec::serve!(Lanes);
