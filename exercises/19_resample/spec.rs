//! What `resample` must do, with which series, and how we know.
//!
//! The times are those of the table `timeseries`, one a second, of which some are
//! missing. The readings are resistances, and not the table's `x`: a mean of numbers
//! alone is bound by memory, and cores that wait for memory hide what a slow program
//! wastes. A power for each reading gives them something to do.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng};
use resample::lux;
use serde::{Deserialize, Serialize};
use timeseries::START_S;

/// The exercise.
pub struct Resample;

const HOUR_S: u32 = 3600;
/// A mean of an hour's readings, in any order, is off by less than n·u·max|x| with n =
/// 3,600, u = 2⁻⁵³ and 750 lux, which is 3e-10 (Higham, "Accuracy and Stability of
/// Numerical Algorithms", 4.2). Another library's power adds less.
const TOLERANCE: f64 = 1e-9;

/// A series, cut into partitions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    time_s: Vec<u32>,
    ohms: Vec<f32>,
    /// Where each partition ends.
    ends: Vec<usize>,
}

impl Input {
    fn partitions(&self) -> Vec<resample::Partition<'_>> {
        let begins = std::iter::once(&0).chain(&self.ends);
        let ranges = begins.zip(&self.ends).map(|(&begin, &end)| begin..end);
        ranges.map(|range| (&self.time_s[range.clone()], &self.ohms[range])).collect()
    }
}

/// An hour, as it travels.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    start_s: u32,
    /// `None` for NaN: NaN equals nothing, not even itself.
    mean: Option<f64>,
}

impl Exercise for Resample {
    type Input = Input;
    type Output = Vec<Row>;

    /// The size is the number of readings.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("six readings", 6),
            Case::example("half a day", 40_000),
            Case::hidden("no reading", 0),
            Case::hidden("one reading", 1),
            Case::hidden("two readings far apart", 2),
            Case::hidden("partitions of one reading", 3_001),
            Case::hidden("hours in many partitions", 20_011),
            Case::hidden("partitions of many hours", 50_021),
            Case::hidden("empty partitions", 10_007),
            Case::hidden("hours without a reading", 9_001),
            Case::hidden("readings on the full hour", 401),
            Case::hidden("partitions that end with the hour", 20_000),
            Case::timed("some days in uneven parts", 300_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let kind = case.name.as_str();
        let mut now = u32::try_from(START_S).expect("2000 is before 2106");
        now += rng.random_range(0..100 * HOUR_S);
        let mut input =
            Input { time_s: Vec::with_capacity(case.size), ohms: Vec::new(), ends: Vec::new() };
        let mut ohms: f64 = rng.random_range(8e3..1.2e4);
        for _ in 0..case.size {
            now = match kind {
                "six readings" => now + rng.random_range(600..3 * HOUR_S),
                "two readings far apart" => now + rng.random_range(20 * HOUR_S..90 * HOUR_S),
                "hours without a reading" if rng.random_range(0..500) == 0 => {
                    now + rng.random_range(HOUR_S..9 * HOUR_S)
                }
                "readings on the full hour" => (now / HOUR_S + rng.random_range(1..3)) * HOUR_S,
                // Now and then one is missing.
                _ => now + 1 + u32::from(rng.random_range(0..50) == 0),
            };
            // It wanders, as daylight does, and so hours differ.
            ohms = (ohms * rng.random_range(0.995..1.005)).clamp(1e3, 1e5);
            input.time_s.push(now);
            input.ohms.push(ohms as f32);
        }
        input.ends = ends(kind, &input.time_s, rng);
        input
    }

    /// Goes from hour to hour by halving, so that no reading needs a division, and carries
    /// the hour that a partition leaves open over to the next one.
    fn baseline(&self, input: &Input) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let mut open = Open::default();
        for (time_s, ohms) in input.partitions() {
            let mut from = 0;
            while let Some(&first) = time_s.get(from) {
                let start_s = first - first % HOUR_S;
                let end = from + time_s[from..].partition_point(|&time| time - start_s < HOUR_S);
                if open.count == 0 {
                    open.start_s = start_s;
                }
                while open.start_s < start_s {
                    rows.push(open.close());
                }
                for &ohms in &ohms[from..end] {
                    open.sum += lux(ohms);
                }
                open.count += end - from;
                from = end;
            }
        }
        if open.count > 0 {
            rows.push(open.close());
        }
        rows
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Vec<Row> {
        let hours = resample::resample(&input.partitions());
        hours.into_iter().map(|hour| row(hour.start_s, hour.mean)).collect()
    }

    /// One reading changes. The last one does as often as all others together.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let last = input.ohms.len().checked_sub(1)?;
        let mut input = input.clone();
        let at = if rng.random() { last } else { rng.random_range(0..=last) };
        input.ohms[at] *= 1.5;
        Some(input)
    }

    fn check(&self, _: &Input, expected: &Vec<Row>, actual: &Vec<Row>) -> Result<(), Mismatch> {
        let starts = |rows: &[Row]| rows.iter().map(|row| row.start_s).collect::<Vec<_>>();
        let (right, found) = (starts(expected), starts(actual));
        if right != found {
            return Err(Mismatch::new(difference(&right, &found), &right, &found));
        }
        for (expected, actual) in expected.iter().zip(actual) {
            let is_right = match (expected.mean, actual.mean) {
                (None, None) => true,
                (Some(expected), Some(actual)) => (expected - actual).abs() <= TOLERANCE,
                _ => false,
            };
            if !is_right {
                let show = |row: &Row| format!("{:?}", row.mean.unwrap_or(f64::NAN));
                let (hour, right, found) = (expected.start_s, show(expected), show(actual));
                let difference =
                    format!("the mean of the hour from {hour} on: expected {right}, got {found}");
                return Err(Mismatch::new(difference, expected, actual));
            }
        }
        Ok(())
    }
}

/// Where the partitions end. In the timed series the first half of them holds more than
/// four fifths of the readings.
fn ends(kind: &str, time_s: &[u32], rng: &mut Rng) -> Vec<usize> {
    let rows = time_s.len();
    let mut ends = Vec::new();
    let mut end = 0;
    while end < rows {
        let is_early = end < rows * 17 / 20;
        let length = match kind {
            "six readings" | "two readings far apart" => rng.random_range(1..3),
            "partitions of one reading" => 1,
            "hours in many partitions" => rng.random_range(1..900),
            "partitions of many hours" => rng.random_range(9_000..25_000),
            "partitions that end with the hour" => {
                let start_s = time_s[end] - time_s[end] % HOUR_S;
                time_s[end..].partition_point(|&time| time - start_s < HOUR_S)
            }
            _ if is_early => rng.random_range(rows / 45..=rows / 22),
            _ => rng.random_range(rows / 300..=rows / 150),
        };
        end = (end + length.max(1)).min(rows);
        ends.push(end);
        while kind == "empty partitions" && rng.random_range(0..3) == 0 {
            ends.push(end);
        }
    }
    if kind == "empty partitions" {
        ends.insert(0, 0);
    }
    ends
}

/// The hour that may go on in the next partition.
#[derive(Default)]
struct Open {
    start_s: u32,
    sum: f64,
    count: usize,
}

impl Open {
    /// Gives the hour, and goes on to the next one.
    fn close(&mut self) -> Row {
        let row = row(self.start_s, self.sum / self.count as f64); // 0/0, NaN, without readings
        *self = Self { start_s: self.start_s + HOUR_S, ..Self::default() };
        row
    }
}

fn row(start_s: u32, mean: f64) -> Row {
    Row { start_s, mean: (!mean.is_nan()).then_some(mean) }
}

/// What is wrong with the hours themselves.
fn difference(right: &[u32], found: &[u32]) -> String {
    let twice = found.windows(2).find(|pair| pair[0] == pair[1]);
    let missing = right.iter().find(|start_s| !found.contains(start_s));
    let extra = found.iter().find(|start_s| !right.contains(start_s));
    match (twice, missing, extra) {
        (Some(pair), ..) => format!("the hour from {} on is there twice", pair[0]),
        (_, Some(hour), _) => format!("the hour from {hour} on is missing"),
        (_, _, Some(hour)) => {
            format!("there is an hour from {hour} on, before the first reading or after the last")
        }
        _ => "the hours are not in order".to_owned(),
    }
}

grader_spec::serve!(Resample);
