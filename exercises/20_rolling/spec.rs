//! What `rolling` must do, on which series, and how we know.
//!
//! There is a row a minute, but some are missing, so a window of a day has now more rows,
//! now fewer, and most often a row lies exactly one window before another. Spikes a million
//! million times as large as the rest leave a trace wherever they are added and subtracted
//! again.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng};
use serde::{Deserialize, Serialize};
use timeseries::Generator;

/// The exercise.
pub struct Rolling;

/// Times are multiples of it, in seconds.
const TICK_S: u32 = 60;
/// The share of rows that are lost on their way, and are not in the series.
const LOST: f64 = 0.05;
const HOUR_S: u32 = 60 * 60;
const DAY_S: u32 = 24 * HOUR_S;
/// How large a spike is. Near it, floats lie 1.2e-4 apart.
const SPIKE: f64 = 1e12;

/// A series and the length of its window.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    /// Seconds since 2000-01-01, each later than the one before.
    times: Vec<u32>,
    #[serde(with = "grader_spec::float_bytes")]
    x: Vec<f64>,
    window_s: u32,
}

impl Exercise for Rolling {
    type Input = Input;
    type Output = Means;

    /// The size is the number of rows.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("a dozen rows", 12),
            Case::example("a thousand rows", 1_000),
            Case::hidden("no row", 0),
            Case::hidden("one row", 1),
            Case::hidden("three rows", 3),
            Case::hidden("a prime number of rows", 100_003),
            Case::hidden("every minute", 20_011),
            Case::hidden("irregular times", 30_013),
            Case::hidden("each row alone", 1_009),
            Case::hidden("a window longer than the series", 5_003),
            Case::hidden("long gaps", 30_011),
            Case::hidden("many spikes", 40_009),
            Case::hidden("a level that falls", 40_013),
            Case::timed("two years", 1_000_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        // Ticks from one row to the next at most, the share of gaps, the window.
        let (ticks_max, gaps, window_s) = match case.name.as_str() {
            "a dozen rows" => (240, 0.0, DAY_S),
            "a thousand rows" => (20, 0.01, 6 * HOUR_S),
            "three rows" => (2, 0.0, 2 * TICK_S),
            "every minute" => (1, 0.0, HOUR_S),
            "each row alone" => (5, 0.0, rng.random_range(1..=TICK_S)),
            "a window longer than the series" => (5, 0.0, 400 * DAY_S),
            "irregular times" => (5, 1e-4, DAY_S),
            "long gaps" => (3, 0.01, DAY_S),
            _ => (1, 1e-5, DAY_S),
        };
        let lost = if case.name == "every minute" { 0.0 } else { LOST };
        let mut time = TICK_S * rng.random_range(0..1_000_000);
        let step = |_| {
            time += TICK_S * rng.random_range(1..=ticks_max);
            time += if rng.random_bool(lost) { TICK_S } else { 0 };
            time += if rng.random_bool(gaps) { rng.random_range(1..4) * DAY_S } else { 0 };
            time
        };
        let times: Vec<u32> = (0..case.size).map(step).collect();
        let mut x = Generator::new(rng.random()).x(0, case.size);
        match case.name.as_str() {
            "many spikes" => add_spikes(&times, &mut x, 40, rng),
            "a prime number of rows" | "two years" => add_spikes(&times, &mut x, 4, rng),
            "a level that falls" => {
                let (high, _) = x.split_at_mut(case.size / 2);
                high.fill_with(|| 1e9 + rng.random_range(-1.0..1.0));
            }
            _ => {}
        }
        Input { times, x, window_s }
    }

    /// A queue of two stacks: sums from a row to the end of the front, and one sum of the
    /// back. Nothing is ever subtracted, and each row is added twice.
    ///
    /// The lesson has a table of other serial programs; none is faster.
    fn baseline(&self, input: &Input) -> Means {
        let Input { times, x, window_s } = input;
        let (mut start, mut middle) = (0, 0);
        // The sum of `start..middle` lies at the end, that of `middle - 1..middle` first.
        let mut front: Vec<f64> = Vec::new();
        let mut back = 0.0;
        let mean = |row: usize| {
            back += x[row];
            while times[row] - times[start] >= *window_s {
                start += 1;
            }
            if start >= middle {
                turn(&x[start..=row], &mut front);
                (middle, back) = (row + 1, 0.0);
            }
            let sum = front[middle - 1 - start] + back;
            sum / (row + 1 - start) as f64
        };
        Means((0..x.len()).map(mean).collect())
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Means {
        Means(rolling::rolling(&input.times, &input.x, input.window_s))
    }

    /// One row, the last or any, gets another `x`, which is large enough to be seen beside a
    /// spike; or the last one comes so much later that it is alone in its window.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let last = input.times.len().checked_sub(1)?;
        let mut input = input.clone();
        let before_last = input.times[last.saturating_sub(1)];
        let has_company = last > 0 && input.times[last] - before_last < input.window_s;
        if has_company && rng.random_range(0..3) == 0 {
            input.times[last] = before_last + input.window_s;
        } else {
            let row = if rng.random() { last } else { rng.random_range(0..=last) };
            input.x[row] += 100.0 + 1e-6 * input.x[row].abs();
        }
        Some(input)
    }

    /// A mean may be off by 1e-9, and by 1e-12 of the mean of |x| over the same window. A
    /// sum of n terms in any order is off by less than n · 1.1e-16 · Σ|x|; n is some
    /// thousands at most. What a spike leaves behind in a sum that it was added to and
    /// subtracted from is about 1e-4, which is 1e-7 in the mean of a thousand rows.
    fn check(&self, input: &Input, expected: &Means, actual: &Means) -> Result<(), Mismatch> {
        let (Means(right), Means(found)) = (expected, actual);
        if right.len() != found.len() {
            let difference = format!("expected {} means, got {}", right.len(), found.len());
            return Err(Mismatch::new(difference, right, found));
        }
        let x = input.x.iter().map(|x| x.abs()).collect();
        let Means(sizes) = self.baseline(&Input { x, ..input.clone() });
        let is_near = |row: usize| {
            let tolerance = 1e-9 + 1e-12 * sizes[row];
            (right[row] - found[row]).abs() <= tolerance
        };
        let Some(row) = (0..right.len()).find(|&row| !is_near(row)) else { return Ok(()) };
        let (right, found) = (right[row], found[row]);
        let difference = format!("the mean at row {row}: expected {right:?}, got {found:?}");
        Err(Mismatch::new(difference, &expected.0, &actual.0))
    }
}

/// The mean of the window that ends with each row.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Means(#[serde(with = "grader_spec::float_bytes")] Vec<f64>);

/// Sums of the values from the last back to each.
fn turn(x: &[f64], front: &mut Vec<f64>) {
    front.clear();
    let mut sum = 0.0;
    front.extend(x.iter().rev().map(|x| {
        sum += x;
        sum
    }));
}

/// Puts spikes on rows more than a window before the last: each leaves the window.
fn add_spikes(times: &[u32], x: &mut [f64], spikes: usize, rng: &mut Rng) {
    let early = times.partition_point(|time| time + 2 * DAY_S < times[times.len() - 1]);
    if early == 0 {
        return;
    }
    for _ in 0..spikes {
        x[rng.random_range(0..early)] += if rng.random() { SPIKE } else { -SPIKE };
    }
}

grader_spec::serve!(Rolling);
