//! What `rolling` must do, on which series, and how we know.
//!
//! There is a row a minute, but some are missing, so a window of eight hours has now more
//! rows, now fewer, and most often a row lies exactly one window before another. Spikes a
//! million million times as large as the rest leave a trace wherever they are added and
//! subtracted again.
//!
//! The answer has a number for each day, and not for each row: as long as the series, it
//! would keep the memory busy, and cores that wait for memory hide what a slow program
//! wastes.

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
const WINDOW_S: u32 = 8 * HOUR_S;
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
    type Output = Vec<Day>;

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
            Case::hidden("many spikes", 100_009),
            Case::hidden("a level that falls", 90_013),
            Case::timed("five years", 2_500_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        // Ticks from one row to the next at most, the share of gaps, the window.
        let (ticks_max, gaps, window_s) = match case.name.as_str() {
            "a dozen rows" => (480, 0.0, WINDOW_S),
            "a thousand rows" => (20, 0.01, WINDOW_S),
            "three rows" => (2, 0.0, 2 * TICK_S),
            "every minute" => (1, 0.0, HOUR_S),
            "each row alone" => (5, 0.0, rng.random_range(1..=TICK_S)),
            "a window longer than the series" => (5, 0.0, 400 * DAY_S),
            "irregular times" => (5, 1e-4, WINDOW_S),
            "long gaps" => (3, 0.01, 2 * DAY_S),
            _ => (1, 1e-5, WINDOW_S),
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
            "a prime number of rows" | "five years" => add_spikes(&times, &mut x, 4, rng),
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
    fn baseline(&self, input: &Input) -> Vec<Day> {
        let Input { times, x, window_s } = input;
        let (mut start, mut middle) = (0, 0);
        // The sum of `start..middle` lies at the end, that of `middle - 1..middle` first.
        let mut front: Vec<f64> = Vec::new();
        let mut back = 0.0;
        let mut days = Vec::new();
        let mut row = 0;
        while row < x.len() {
            let day = times[row] / DAY_S;
            let day_end = (day + 1) * DAY_S;
            let mut highest = f64::NEG_INFINITY;
            while row < x.len() && times[row] < day_end {
                back += x[row];
                while times[row] - times[start] >= *window_s {
                    start += 1;
                }
                if start >= middle {
                    turn(&x[start..=row], &mut front);
                    (middle, back) = (row + 1, 0.0);
                }
                let sum = front[middle - 1 - start] + back;
                highest = highest.max(sum / (row + 1 - start) as f64);
                row += 1;
            }
            days.push(Day { day, highest });
        }
        days
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Vec<Day> {
        let days = rolling::highest_means(&input.times, &input.x, input.window_s);
        days.into_iter().map(|rolling::Day { day, highest }| Day { day, highest }).collect()
    }

    /// One row, the last or any, gets an `x` so large that its day has no higher mean than
    /// that of its window; or the last one comes so much later that it is alone in its window.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let last = input.times.len().checked_sub(1)?;
        let mut input = input.clone();
        let before_last = input.times[last.saturating_sub(1)];
        let has_company = last > 0 && input.times[last] - before_last < input.window_s;
        if has_company && rng.random_range(0..3) == 0 {
            // On another day at least, where there is no row so far.
            input.times[last] = before_last + input.window_s.max(DAY_S);
        } else {
            let row = if rng.random() { last } else { rng.random_range(0..=last) };
            let largest = input.x.iter().fold(1.0, |largest: f64, x| largest.max(x.abs()));
            // No window has a hundred thousand rows.
            input.x[row] = 1e5 * largest;
        }
        Some(input)
    }

    /// A mean may be off by 1e-9, and by 1e-12 of the highest mean of |x| on the same day. A
    /// sum of n terms in any order is off by less than n · 1.1e-16 · Σ|x|; n is some
    /// thousands at most. What a spike leaves behind in a sum that it was added to and
    /// subtracted from is about 1e-4, which is 1e-7 in the mean of some hundred rows.
    fn check(&self, input: &Input, expected: &Vec<Day>, actual: &Vec<Day>) -> Result<(), Mismatch> {
        if let Some(difference) = difference(expected, actual) {
            return Err(Mismatch::new(difference, expected, actual));
        }
        let x = input.x.iter().map(|x| x.abs()).collect();
        let sizes = self.baseline(&Input { x, ..input.clone() });
        for ((right, found), size) in expected.iter().zip(actual).zip(sizes) {
            let tolerance = 1e-9 + 1e-12 * size.highest;
            let is_near = (right.highest - found.highest).abs() <= tolerance;
            if !is_near {
                let (day, right, found) = (right.day, right.highest, found.highest);
                let difference =
                    format!("the highest mean of day {day}: expected {right:?}, got {found:?}");
                return Err(Mismatch::new(difference, expected, actual));
            }
        }
        Ok(())
    }
}

/// A day and its highest mean, as it travels.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    day: u32,
    highest: f64,
}

/// What is wrong with the days themselves.
fn difference(expected: &[Day], actual: &[Day]) -> Option<String> {
    let days = |days: &[Day]| days.iter().map(|day| day.day).collect::<Vec<u32>>();
    let (right, found) = (days(expected), days(actual));
    if right == found {
        return None;
    }
    let twice = found.windows(2).find(|pair| pair[0] == pair[1]);
    let missing = right.iter().find(|day| !found.contains(day));
    let extra = found.iter().find(|day| !right.contains(day));
    Some(match (twice, missing, extra) {
        (Some(pair), ..) => format!("day {} is there twice", pair[0]),
        (_, Some(day), _) => format!("day {day} is missing"),
        (_, _, Some(day)) => format!("day {day} is there, and has no row"),
        _ => "the days are not in order".to_owned(),
    })
}

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
