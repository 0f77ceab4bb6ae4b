//! What `resample` must do, on which tables, and how we know.
//!
//! Loggers measure all day and send when they have a connection. So the rows come in the
//! order of their arrival, each up to some hours late, and every part of the table holds
//! rows of hours that other parts hold, too.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng};
use serde::{Deserialize, Serialize};
use timeseries::Generator;

/// The exercise.
pub struct Resample;

const HOUR_S: u32 = 60 * 60;
const DAY_S: u32 = 24 * HOUR_S;
/// No row is measured earlier, in seconds since 2000-01-01, before it is moved.
const FIRST_S: u32 = 30 * DAY_S;

/// A table of two columns of the same length.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    /// Seconds since 2000-01-01.
    times: Vec<u32>,
    #[serde(with = "grader_spec::float_bytes")]
    x: Vec<f64>,
}

/// How the rows of a case come.
struct Arrival {
    /// Seconds from one row to the next.
    step_s: u32,
    /// No row is later than this.
    delay_max_s: u32,
    /// How often all loggers were off, for some hours each.
    outages: usize,
}

impl Arrival {
    fn of(case: &Case) -> Self {
        let (step_s, delay_max_s, outages) = match case.name.as_str() {
            "a dozen rows" => (1_000, 2 * HOUR_S, 0),
            "a thousand rows" => (100, 3 * HOUR_S, 1),
            "three rows" => (HOUR_S, 0, 1),
            "in order" => (7, 0, 2),
            "hours without a row" => (3 * HOUR_S, DAY_S, 0),
            "outages of many hours" => (20, 4 * HOUR_S, 9),
            _ => (1, DAY_S, 3),
        };
        Self { step_s, delay_max_s, outages }
    }

    /// When each row was measured, in the order of arrival.
    fn times(&self, rows: usize, rng: &mut Rng) -> Vec<u32> {
        let first = rng.random_range(FIRST_S..2 * FIRST_S);
        let after_last = first + rows as u32 * self.step_s;
        let mut times: Vec<u32> = (0..rows as u32)
            .map(|row| first + row * self.step_s - rng.random_range(0..=self.delay_max_s))
            .collect();
        for _ in 0..self.outages {
            let begin = rng.random_range(first..=after_last);
            let length = rng.random_range(3 * HOUR_S..8 * HOUR_S);
            // What was measured in the outage was measured before it instead.
            for time in &mut times {
                let is_in_it = (begin..begin + length).contains(time);
                *time -= if is_in_it { length } else { 0 };
            }
        }
        times
    }
}

impl Exercise for Resample {
    type Input = Input;
    /// When each hour begins, and its mean.
    type Output = Vec<(u32, f64)>;

    /// The size is the number of rows.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("a dozen rows", 12),
            Case::example("a thousand rows", 1_000),
            Case::hidden("no row", 0),
            Case::hidden("one row", 1),
            Case::hidden("three rows", 3),
            Case::hidden("one hour only", 4_099),
            Case::hidden("a prime number of rows", 100_003),
            Case::hidden("in order", 20_011),
            Case::hidden("on the hour and just before", 5_003),
            Case::hidden("hours without a row", 2_003),
            Case::hidden("outages of many hours", 40_009),
            Case::hidden("x around 1e9", 40_013),
            Case::timed("rows of three weeks", 2_000_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let mut times = Arrival::of(case).times(case.size, rng);
        let mut x = Generator::new(rng.random()).x(0, case.size);
        for time in &mut times {
            match case.name.as_str() {
                "one hour only" => *time = FIRST_S + *time % HOUR_S,
                "on the hour and just before" => *time -= *time % HOUR_S + *time % 2,
                _ => {}
            }
        }
        if case.name == "x around 1e9" {
            x = x.iter().map(|x| x + 1e9).collect();
        }
        Input { times, x }
    }

    /// Two passes: the first and the last hour, then a sum and a count for each hour.
    ///
    /// The lesson has a table of other serial programs; none is faster.
    fn baseline(&self, input: &Input) -> Vec<(u32, f64)> {
        let hours = hours(&input.times, input.x.iter().copied());
        let first = input.times.iter().min().map_or(0, |first| first / HOUR_S);
        let mean = |(hour, (sum, rows)): (u32, (f64, f64))| (hour * HOUR_S, sum / rows);
        (first..).zip(hours).map(mean).collect()
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Vec<(u32, f64)> {
        resample::resample(&input.times, &input.x)
    }

    /// One row, the last or any, gets another `x`, or moves to the next hour.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let last = input.times.len().checked_sub(1)?;
        let mut input = input.clone();
        let row = if rng.random() { last } else { rng.random_range(0..=last) };
        if rng.random() {
            input.times[row] += HOUR_S;
        } else {
            input.x[row] += 1.0 + 1e-6 * input.x[row].abs();
        }
        Some(input)
    }

    fn check(
        &self,
        input: &Input,
        expected: &Vec<(u32, f64)>,
        actual: &Vec<(u32, f64)>,
    ) -> Result<(), Mismatch> {
        check_hours(expected, actual)?;
        // A sum of n terms in any order is off by at most (n - 1) u Σ|x|, with u = 2⁻⁵³
        // (Higham, "Accuracy and Stability of Numerical Algorithms", 4.2), so a mean by
        // u Σ|x|. Both sides may be, and running means round twice as often.
        let sizes = hours(&input.times, input.x.iter().map(|x| x.abs()));
        for ((expected_hour, actual_hour), (size, _)) in expected.iter().zip(actual).zip(sizes) {
            let tolerance = 4.0 * (f64::EPSILON / 2.0) * size;
            let ((start, right), (_, found)) = (expected_hour, actual_hour);
            let both_empty = right.is_nan() && found.is_nan();
            let is_near = (right - found).abs() <= tolerance;
            if !both_empty && !is_near {
                let difference =
                    format!("the hour from {start} on: expected {right:?}, got {found:?}");
                return Err(Mismatch::new(difference, expected, actual));
            }
        }
        Ok(())
    }
}

/// Sum and number of rows of each hour, from the hour of the first row to the hour of the
/// last. A number is a float here: it counts as fast, and is divided by in the end.
fn hours(times: &[u32], x: impl Iterator<Item = f64>) -> Vec<(f64, f64)> {
    let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) else {
        return Vec::new();
    };
    let (first, last) = (first / HOUR_S, last / HOUR_S);
    let mut hours = vec![(0.0, 0.0); (last - first) as usize + 1];
    for (time, x) in times.iter().zip(x) {
        let hour = &mut hours[(time / HOUR_S - first) as usize];
        hour.0 += x;
        hour.1 += 1.0;
    }
    hours
}

fn check_hours(expected: &[(u32, f64)], actual: &[(u32, f64)]) -> Result<(), Mismatch> {
    let starts = |hours: &[(u32, f64)]| hours.iter().map(|hour| hour.0).collect::<Vec<_>>();
    let (right, found) = (starts(expected), starts(actual));
    if right == found {
        return Ok(());
    }
    let difference = if let Some([start, ..]) = found.windows(2).find(|pair| pair[0] == pair[1]) {
        format!("there are two lines for the hour from {start} on")
    } else if !found.is_sorted() {
        "the hours are not in order".to_owned()
    } else if let Some(missing) = right.iter().find(|start| found.binary_search(start).is_err()) {
        format!("the hour from {missing} on is missing")
    } else {
        format!("expected {} hours, got {}", right.len(), found.len())
    };
    Err(Mismatch::new(difference, &right, &found))
}

grader_spec::serve!(Resample);
