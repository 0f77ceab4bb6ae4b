//! What `describe` must do, on which arrays, and how we know.
//!
//! The baseline makes four passes on purpose: this exercise teaches to make one
//! of them, so the opponent is the program that does not.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct MemoryBound;

/// The numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input(#[serde(with = "grader_spec::float_bytes")] Vec<f64>);

/// The student's `Summary`, as it travels.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    min: f64,
    max: f64,
    mean: f64,
    std: f64,
}

/// Where the numbers lie in the case that breaks a naive sum of squares: the
/// squares are around 1e18, and a 64-bit float is then good to 128 only.
///
/// How far they spread there is drawn anew each time, so that no deviation can
/// be guessed. It is enough to see one number among ten thousand through the
/// rounding of the mean (see `rounding`), which is 0.002 there.
const FAR_FROM_ZERO: f64 = 1e9;

impl Exercise for MemoryBound {
    type Input = Input;
    type Output = Option<Summary>;

    /// The size is the number of numbers.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("ten numbers", 10),
            Case::example("a thousand numbers", 1_000),
            Case::hidden("no number", 0),
            Case::hidden("one number", 1),
            Case::hidden("fewer than lanes", 3),
            Case::hidden("a prime number of numbers", 100_003),
            Case::hidden("all above zero", 1_009),
            Case::hidden("all below zero", 1_009),
            Case::hidden("around 1e9", 10_007),
            Case::hidden("the same number everywhere but once", 10_000),
            Case::hidden("one NaN", 10_007),
            Case::hidden("the largest first, the smallest last", 20_011),
            Case::timed("about eight million numbers", 8_000_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let range = match case.name.as_str() {
            "all above zero" => 1.0..100.0,
            "all below zero" => -100.0..-1.0,
            "around 1e9" => {
                let spread = rng.random_range(50.0..100.0);
                let middle = FAR_FROM_ZERO * rng.random_range(0.9..1.0);
                middle - spread..middle + spread
            }
            _ => -100.0..100.0,
        };
        let mut values: Vec<f64> =
            (0..case.size).map(|_| rng.random_range(range.clone())).collect();
        match case.name.as_str() {
            "the same number everywhere but once" if case.size > 0 => {
                values.fill(rng.random_range(range.clone()));
                values[rng.random_range(0..case.size)] = rng.random_range(range);
            }
            "the largest first, the smallest last" => values.sort_by(|a, b| b.total_cmp(a)),
            "one NaN" if case.size > 0 => values[rng.random_range(0..case.size)] = f64::NAN,
            _ => {}
        }
        Input(values)
    }

    /// numpy's way, `x.min(), x.max(), x.mean(), x.std()`, a pass for each. Each
    /// pass is the fastest that we found, makes no temporary array, and `std`
    /// takes the mean that is known already.
    fn baseline(&self, input: &Input) -> Option<Summary> {
        let Input(values) = input;
        if values.is_empty() {
            return None;
        }
        let count = values.len() as f64;
        let (min, max) = (smallest(values), largest(values));
        let mean = sum(values) / count;
        let std = (squares(values, mean) / count).sqrt();
        // A sum with NaN in it is NaN, whatever else is in it.
        let unless_nan = |bound: f64| if mean.is_nan() { mean } else { bound };
        Some(Summary { min: unless_nan(min), max: unless_nan(max), mean, std })
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Option<Summary> {
        let memory_bound::Summary { min, max, mean, std } = memory_bound::describe(&input.0)?;
        Some(Summary { min, max, mean, std })
    }

    /// One number is replaced: the last one or any. The new one lies half of the
    /// whole range away, or beyond all others; where one is NaN, it is that one.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let last = input.0.len().checked_sub(1)?;
        let mut input = input.clone();
        let values = &mut input.0;
        if let Some(nan) = values.iter_mut().find(|x| x.is_nan()) {
            *nan = 0.0;
            return Some(input);
        }
        let (low, high) = (smallest(values), largest(values));
        let (middle, half) = (f64::midpoint(low, high), (high - low) / 2.0);
        let x = &mut values[if rng.random() { last } else { rng.random_range(0..=last) }];
        *x = match rng.random_range(0..4) {
            0 => high + 1.0,
            1 => low - 1.0,
            _ if half == 0.0 => high + 1.0,
            _ if *x > middle => *x - half,
            _ => *x + half,
        };
        Some(input)
    }

    fn check(
        &self,
        input: &Input,
        expected: &Option<Summary>,
        actual: &Option<Summary>,
    ) -> Result<(), Mismatch> {
        let (right, found) = match (expected, actual) {
            (Some(right), Some(found)) => (right, found),
            (None, None) => return Ok(()),
            _ => {
                let difference = "`None` is for no numbers, and for nothing else";
                return Err(Mismatch::new(difference, expected, actual));
            }
        };
        let tolerance = rounding(input.0.len(), right);
        let fields = [
            ("min", right.min, found.min, 0.0),
            ("max", right.max, found.max, 0.0),
            ("mean", right.mean, found.mean, tolerance),
            ("std", right.std, found.std, tolerance),
        ];
        let differs = |&(_, right, found, tolerance): &(&str, f64, f64, f64)| {
            !((right - found).abs() <= tolerance || (right.is_nan() && found.is_nan()))
        };
        match fields.into_iter().find(differs) {
            None => Ok(()),
            Some((name, right, found, _)) => {
                let difference = format!("{name}: expected {right:?}, got {found:?}");
                Err(Mismatch::new(difference, expected, actual))
            }
        }
    }
}

/// How far two right answers may lie apart, in mean and in standard deviation.
///
/// With u = 2⁻⁵³ and r the root of the mean square, a sum of n terms in any order
/// is good to n u of the terms' sizes (Higham, "Accuracy and Stability of
/// Numerical Algorithms", 4.2), so a mean is good to n u r. A variance by two
/// passes or by merged parts has a relative error of at most n u κ + (n u κ)²,
/// where κ is r over the standard deviation (T. F. Chan et al.,
/// "Algorithms for Computing the Sample Variance", The American Statistician 37,
/// 1983). For the deviation that comes to n u r again. r is at most the largest
/// size; two answers may differ by twice that, and eight more roundings allow for
/// divisions and roots.
fn rounding(count: usize, summary: &Summary) -> f64 {
    let largest = summary.min.abs().max(summary.max.abs());
    (count + 8) as f64 * f64::EPSILON * largest
}

// The four passes, the same as in the stub; a student's own may differ.

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

/// Numbers side by side. Eight are a tenth slower on some machines.
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

grader_spec::serve!(MemoryBound);
