//! What `timeit` and `show` must do, on which inputs, and how we know.
//!
//! `IPython` divides by the number of runs, the population's formula
//! (`TimeitResult.stdev`, version 9.18). This exercise divides by one less: the
//! runs are a sample of all the runs that could be made, and with seven of them
//! the population's formula comes out too small by a fourteenth.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng, Timing};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The exercise.
pub struct Timeit;

/// What is asked of the student's code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Input {
    /// Call `timeit`, and `show` with what it returns.
    Runs {
        /// How long each run took.
        totals: Vec<Duration>,
        /// Loops in each of them.
        loops: u32,
    },
    /// Call `show` with each of these.
    Lines(Vec<Timing>),
}

/// What came out.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Output {
    /// Of runs: the figures and their line.
    Summary(Option<(Timing, String)>),
    /// Of figures: a line for each.
    Lines(Vec<String>),
}

impl Exercise for Timeit {
    type Input = Input;
    type Output = Output;

    /// The size is the number of runs, or of lines.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("seven runs of ten loops", 7),
            Case::example("one run", 1),
            Case::example("lines: three timings", 3),
            Case::hidden("no runs", 0),
            Case::hidden("two runs", 2),
            Case::hidden("a prime number of runs", 101),
            Case::hidden("one loop in each run", 7),
            Case::hidden("one slow run", 7),
            Case::hidden("a few nanoseconds", 7),
            Case::hidden("long runs that hardly vary", 7),
            Case::hidden("lines: times of all sizes", 200),
            Case::hidden("lines: one run or one loop", 20),
            Case::hidden("lines: rounding carries", 50),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let size = case.size;
        if let Some(kind) = case.name.strip_prefix("lines: ") {
            return Input::Lines((0..size).map(|_| timing(kind, rng)).collect());
        }
        let loops = match case.name.as_str() {
            "one loop in each run" | "long runs that hardly vary" => 1,
            "seven runs of ten loops" | "a few nanoseconds" => 10,
            _ => rng.random_range(2..1_000),
        };
        let one_s = 10_f64.powf(rng.random_range(-7.0..0.0));
        let mut total = || match case.name.as_str() {
            "a few nanoseconds" => Duration::from_nanos(rng.random_range(30..100)),
            // 20 s, and up to 100 ns more: as squares they differ in the
            // seventeenth digit, and a float has sixteen.
            "long runs that hardly vary" => {
                Duration::from_secs(20) + Duration::from_nanos(rng.random_range(0..100))
            }
            _ => Duration::from_secs_f64(one_s * f64::from(loops) * rng.random_range(0.95..1.05)),
        };
        let mut totals: Vec<Duration> = (0..size).map(|_| total()).collect();
        if case.name == "one slow run"
            && let Some(last) = totals.last_mut()
        {
            *last *= 20;
        }
        Input::Runs { totals, loops }
    }

    fn baseline(&self, input: &Input) -> Output {
        match input {
            Input::Runs { totals, loops } => Output::Summary(summary(totals, *loops)),
            Input::Lines(timings) => Output::Lines(timings.iter().map(Timing::to_string).collect()),
        }
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        match input {
            Input::Runs { totals, loops } => {
                let timing = timeit::timeit(totals, *loops);
                Output::Summary(timing.map(|timing| {
                    let line = timeit::show(&timing);
                    (traveling(&timing), line)
                }))
            }
            Input::Lines(timings) => {
                let show = |timing: &Timing| timeit::show(&students(timing));
                Output::Lines(timings.iter().map(show).collect())
            }
        }
    }

    /// One run takes half as long again, a run has one loop more, or one timing has
    /// another mean.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut place = |length: usize| {
            let last = length.checked_sub(1)?;
            Some(if rng.random_ratio(1, 4) { last } else { rng.random_range(0..=last) })
        };
        let mut changed = input.clone();
        match &mut changed {
            Input::Runs { totals, loops } => {
                let run = place(totals.len())?;
                match rng.random_range(0..3) {
                    0 => *loops += 1,
                    _ => totals[run] = totals[run] * 3 / 2,
                }
            }
            Input::Lines(timings) => {
                let line = place(timings.len())?;
                timings[line].mean_s *= 1.5;
            }
        }
        Some(changed)
    }

    fn check(&self, input: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        match (input, expected, actual) {
            (_, Output::Summary(None), Output::Summary(None)) => Ok(()),
            (_, Output::Summary(Some((right, _))), Output::Summary(Some((found, line)))) => {
                check_figures(right, found)?;
                // The line shows the student's own figures: the last digit of a
                // right deviation may differ from ours.
                check_line(found, line, "the line")
            }
            (_, Output::Summary(right), Output::Summary(found)) => {
                let difference = match found {
                    None => "there are runs, and the answer is `None`",
                    Some(_) => "there are no runs, and the answer is not `None`",
                };
                Err(Mismatch::new(difference, right, found))
            }
            (Input::Lines(timings), Output::Lines(_), Output::Lines(lines))
                if timings.len() == lines.len() =>
            {
                let mut pairs = timings.iter().zip(lines).enumerate();
                pairs.try_for_each(|(at, (timing, line))| {
                    check_line(timing, line, &format!("line {at}"))
                })
            }
            _ => Err(Mismatch::new("the answer is of another kind", expected, actual)),
        }
    }
}

fn traveling(timing: &timeit::Timing) -> Timing {
    let &timeit::Timing { mean_s, std_s, best_s, runs, loops, .. } = timing;
    Timing { mean_s, std_s, best_s, runs, loops }
}

fn students(timing: &Timing) -> timeit::Timing {
    let &Timing { mean_s, std_s, best_s, runs, loops } = timing;
    timeit::Timing { mean_s, std_s, best_s, runs, loops }
}

/// Figures to be shown.
fn timing(kind: &str, rng: &mut Rng) -> Timing {
    let any_s = |rng: &mut Rng| 10_f64.powf(rng.random_range(-10.5..3.5));
    let carries_s = |rng: &mut Rng| {
        // Up to half of the last digit below a power of ten: 9.997, 99.97 or
        // 999.7 in some unit.
        10_f64.powi(rng.random_range(-8..3)) * (1.0 - rng.random_range(0.0..0.0005))
    };
    let (mean_s, std_s) = match kind {
        "three timings" => (47.5e-3, Some(668e-6)),
        "rounding carries" => (carries_s(rng), Some(carries_s(rng))),
        _ => (any_s(rng), Some(any_s(rng))),
    };
    let (runs, loops) = match kind {
        "one run or one loop" => (rng.random_range(1..3), rng.random_range(1..3)),
        _ => (rng.random_range(2..100), 10_u32.pow(rng.random_range(0..9))),
    };
    let std_s = std_s.filter(|_| runs > 1);
    Timing { mean_s, std_s, best_s: mean_s, runs, loops }
}

fn summary(totals: &[Duration], loops: u32) -> Option<(Timing, String)> {
    let timing = Timing::of(totals, loops)?;
    let line = timing.to_string();
    Some((timing, line))
}

/// The line for a mean and a deviation that are so many times as large.
fn line_with(timing: &Timing, more_mean: f64, more_std: f64) -> String {
    let std_s = timing.std_s.map(|std_s| std_s * more_std);
    Timing { mean_s: timing.mean_s * more_mean, std_s, ..*timing }.to_string()
}

/// A mean of n times, none negative, is right to n roundings and two more for
/// the divisions, in whatever order it is taken (Higham, "Accuracy and Stability
/// of Numerical Algorithms", 4.2).
///
/// A deviation has the rounding errors of the times in it, so a part of its
/// error is measured against the mean: an update in one pass loses n roundings
/// of it (Chan, Golub and `LeVeque`, "Algorithms for computing the sample
/// variance", 1983). The other part is a billionth of the deviation, so that a
/// sum of squares is rejected where it spoils digits that somebody reads.
fn check_figures(expected: &Timing, actual: &Timing) -> Result<(), Mismatch> {
    let roundings = (expected.runs + 8) as f64 * f64::EPSILON;
    let close = |right: f64, found: f64, error: f64| (right - found).abs() <= error;
    let std_is_close = match (expected.std_s, actual.std_s) {
        (Some(right), Some(found)) => {
            close(right, found, 1e-9 * right + 8.0 * roundings * expected.mean_s)
        }
        (right, found) => right == found,
    };
    let difference = if (expected.runs, expected.loops) != (actual.runs, actual.loops) {
        "`runs` or `loops` is not what was given".to_owned()
    } else if !close(expected.best_s, actual.best_s, roundings * expected.best_s) {
        format!("`best_s` is {:?}, not {:?}", actual.best_s, expected.best_s)
    } else if !close(expected.mean_s, actual.mean_s, roundings * expected.mean_s) {
        format!("`mean_s` is {:?}, not {:?}", actual.mean_s, expected.mean_s)
    } else if !std_is_close {
        format!("`std_s` is {:?}, not {:?}", actual.std_s, expected.std_s)
    } else {
        return Ok(());
    };
    Err(Mismatch::new(difference, expected, actual))
}

/// Where a number lies halfway between two that can be printed, either will do:
/// a rounding error before it decides. Both letters for micro will do, too:
/// `IPython` prints the Greek one.
fn check_line(timing: &Timing, line: &str, which: &str) -> Result<(), Mismatch> {
    const NEARLY: [f64; 3] = [1.0, 1.0 - 1e-9, 1.0 + 1e-9];
    let found = line.replace('\u{3bc}', "\u{b5}");
    let mut right = NEARLY.iter().flat_map(|&mean| NEARLY.map(|std| line_with(timing, mean, std)));
    if right.any(|right| right == found) {
        return Ok(());
    }
    let Timing { mean_s, std_s, .. } = timing;
    let difference = format!("{which} differs, for a mean of {mean_s:?} s and a std of {std_s:?}");
    Err(Mismatch::new(difference, &timing.to_string(), &line))
}

grader_spec::serve!(Timeit);
