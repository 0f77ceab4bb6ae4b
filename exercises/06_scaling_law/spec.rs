//! What `fit` and `best_threads` must do, on which inputs, and how we know.
//!
//! The errors are relative. The noise of a measured time is a part of that
//! time, and the times on many threads, which tell of overhead, are the short
//! ones: squares of seconds would hardly look at them.
//!
//! Fewer than three different thread counts leave infinitely many laws with the
//! same error, so the answer is `None`, not one of them.

use grader_spec::rand::RngExt;
use grader_spec::rand::seq::SliceRandom;
use grader_spec::{Case, Exercise, Mismatch, Rng};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The exercise.
pub struct ScalingLaw;

/// What is asked of the student's code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Input {
    /// Call `fit`, and `best_threads` with what it returns.
    Runs {
        /// Threads, and the time in seconds.
        measurements: Vec<(usize, f64)>,
        /// The most threads that `best_threads` may answer.
        threads_max: usize,
    },
    /// Call `best_threads` with each of these, and so many threads at most.
    Laws(Vec<(Law, usize)>),
}

/// What came out.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Output {
    /// Of runs: the law and its best number of threads.
    Fit(Option<(Law, usize)>),
    /// Of laws: the best number of threads of each.
    Best(Vec<usize>),
}

/// The student's `Law`, as it travels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the student's names, with their unit")]
pub struct Law {
    serial_s: f64,
    parallel_s: f64,
    overhead_s: f64,
}

impl Law {
    fn time_s(&self, threads: usize) -> f64 {
        let p = threads as f64;
        self.serial_s + self.parallel_s / p + self.overhead_s * p
    }

    fn terms(&self) -> [f64; 3] {
        [self.serial_s, self.parallel_s, self.overhead_s]
    }
}

impl Exercise for ScalingLaw {
    type Input = Input;
    type Output = Output;

    /// The size is the number of measurements, or of laws.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("five runs without noise", 5),
            Case::example("laws: three of them", 3),
            Case::hidden("no run", 0),
            Case::hidden("one run", 1),
            Case::hidden("many runs on two thread counts", 14),
            Case::hidden("three thread counts without noise", 3),
            Case::hidden("no overhead and no noise", 7),
            Case::hidden("a few percent of noise", 12),
            Case::hidden("seven runs on each thread count", 35),
            Case::hidden("a prime number of runs", 101),
            Case::hidden("no run on one thread", 12),
            Case::hidden("better than linear", 21),
            Case::hidden("slower, then a little faster", 20),
            Case::hidden("the same time on any threads", 5),
            Case::hidden("laws: all terms", 200),
            Case::hidden("laws: terms that are zero", 100),
            Case::hidden("laws: between two thread counts", 100),
            Case::hidden("laws: small machines", 100),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        if let Some(kind) = case.name.strip_prefix("laws: ") {
            return Input::Laws((0..case.size).map(|_| given_law(kind, rng)).collect());
        }
        let counts: &[usize] = match case.name.as_str() {
            "many runs on two thread counts" => &[2, 8],
            "three thread counts without noise" => &[2, 3, 8],
            "no run on one thread" => &[2, 3, 4, 6, 8, 12],
            _ => &[1, 2, 4, 8, 16],
        };
        // From microseconds to minutes.
        let one_s = 10_f64.powf(rng.random_range(-6.0..2.0));
        let (shape, noise) = shape(&case.name, rng);
        let runs = counts.iter().copied().cycle().take(case.size);
        let mut measurements: Vec<(usize, f64)> = runs
            .map(|threads| {
                let noise_here = if noise > 0.0 { rng.random_range(-noise..noise) } else { 0.0 };
                (threads, one_s * shape.time_s(threads) * (1.0 + noise_here))
            })
            .collect();
        measurements.shuffle(rng);
        Input::Runs { measurements, threads_max: rng.random_range(1..100) }
    }

    fn baseline(&self, input: &Input) -> Output {
        match input {
            Input::Runs { measurements, threads_max } => {
                let law = best_law(measurements);
                Output::Fit(law.map(|law| (law, fewest_best(&law, *threads_max))))
            }
            Input::Laws(laws) => {
                Output::Best(laws.iter().map(|(law, most)| fewest_best(law, *most)).collect())
            }
        }
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        match input {
            Input::Runs { measurements, threads_max } => {
                let measured =
                    |&(threads, time_s): &_| scaling_law::Measurement { threads, time_s };
                let measurements: Vec<_> = measurements.iter().map(measured).collect();
                let law = scaling_law::fit(&measurements);
                Output::Fit(law.map(|law| {
                    let best = scaling_law::best_threads(&law, *threads_max);
                    let scaling_law::Law { serial_s, parallel_s, overhead_s, .. } = law;
                    (Law { serial_s, parallel_s, overhead_s }, best)
                }))
            }
            Input::Laws(laws) => {
                let best = |&(law, most): &(Law, usize)| {
                    let Law { serial_s, parallel_s, overhead_s } = law;
                    let law = scaling_law::Law { serial_s, parallel_s, overhead_s };
                    scaling_law::best_threads(&law, most)
                };
                Output::Best(laws.iter().map(best).collect())
            }
        }
    }

    /// One run takes a quarter longer, or runs on a third thread count are added; or
    /// one law has another price for a thread, or fewer threads.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut changed = input.clone();
        match &mut changed {
            Input::Runs { measurements, .. } => {
                let counts: BTreeSet<usize> =
                    measurements.iter().map(|(count, _)| *count).collect();
                match counts.len() {
                    0 | 1 => return None,
                    // The old answer is that there is no law.
                    2 => measurements.push((counts.last()? + 3, measurements.first()?.1)),
                    _ => {
                        let run = rng.random_range(0..measurements.len());
                        measurements[run].1 *= 1.25;
                    }
                }
            }
            // Many a change leaves the best number of threads where it was.
            Input::Laws(laws) => {
                let (at, law) = (0..100).find_map(|_| {
                    let at = rng.random_range(0..laws.len().max(1));
                    let &(law, most) = laws.get(at)?;
                    let found = fewest_best(&law, most);
                    let overhead_s = law.overhead_s * 4.0;
                    let other = match rng.random_range(0..2) {
                        0 => (Law { overhead_s, ..law }, most),
                        _ => (law, (found - 1).max(1)),
                    };
                    check_given(&other.0, other.1, found).is_err().then_some((at, other))
                })?;
                laws[at] = law;
            }
        }
        Some(changed)
    }

    fn check(&self, input: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        match (input, expected, actual) {
            (_, Output::Fit(None), Output::Fit(None)) => Ok(()),
            (
                Input::Runs { measurements, threads_max },
                Output::Fit(Some((right, _))),
                Output::Fit(Some((found, best))),
            ) => {
                check_law(measurements, right, found)?;
                check_own(found, *threads_max, *best)
            }
            (_, Output::Fit(right), Output::Fit(found)) => {
                let difference = match found {
                    None => "there are three thread counts or more, and the answer is `None`",
                    Some(_) => "there are fewer than three thread counts, and the answer is a law",
                };
                Err(Mismatch::new(difference, right, found))
            }
            (Input::Laws(laws), Output::Best(_), Output::Best(found))
                if laws.len() == found.len() =>
            {
                let mut pairs = laws.iter().zip(found);
                pairs.try_for_each(|((law, most), best)| check_given(law, *most, *best))
            }
            _ => Err(Mismatch::new("the answer is of another kind", expected, actual)),
        }
    }
}

/// What the times follow, up to a factor, and how large the noise is, as a part
/// of the time. A negative term bends the times in a way that no law can.
fn shape(name: &str, rng: &mut Rng) -> (Law, f64) {
    let mut term = |from: f64, to: f64| rng.random_range(from..to);
    let law = |serial_s, parallel_s, overhead_s| Law { serial_s, parallel_s, overhead_s };
    match name {
        "no overhead and no noise" => (law(term(0.05, 0.3), term(0.7, 1.0), 0.0), 0.0),
        // More threads have more cache between them.
        "better than linear" => (law(-term(0.02, 0.03), term(1.0, 1.1), term(1e-3, 2e-3)), 0.005),
        // Both other terms come out negative by themselves. Without one of
        // them, the other one does not.
        "slower, then a little faster" => (law(1.0, -term(0.25, 0.35), -term(0.004, 0.006)), 0.005),
        "the same time on any threads" => (law(1.0, 0.0, 0.0), 0.0),
        _ => {
            let exact = name.ends_with("without noise");
            let noise = if exact { 0.0 } else { 0.05 };
            (law(term(0.05, 0.3), term(0.7, 1.0), term(0.002, 0.02)), noise)
        }
    }
}

/// A law and the most threads that there are.
fn given_law(kind: &str, rng: &mut Rng) -> (Law, usize) {
    let mut term = |from: f64, to: f64| 10_f64.powf(rng.random_range(from..to));
    let (serial_s, parallel_s, overhead_s) = (term(-3.0, 0.0), term(-2.0, 1.0), term(-6.0, -1.0));
    let law = Law { serial_s, parallel_s, overhead_s };
    match kind {
        "terms that are zero" => match rng.random_range(0..4) {
            0 => (Law { overhead_s: 0.0, ..law }, rng.random_range(1..200)),
            1 => (Law { parallel_s: 0.0, ..law }, rng.random_range(1..200)),
            2 => (Law { parallel_s: 0.0, overhead_s: 0.0, ..law }, rng.random_range(1..200)),
            _ => (Law { serial_s: 0.0, ..law }, rng.random_range(1..200)),
        },
        // T(k) and T(k + 1) are equal where parallel/overhead is k·(k + 1). A
        // little above that, k + 1 is better, and the root still rounds to k.
        "between two thread counts" => {
            let k = f64::from(rng.random_range(1..20));
            let parallel_s = overhead_s * (k * (k + 1.0) + rng.random_range(0.05..0.2));
            (Law { parallel_s, ..law }, 200)
        }
        "small machines" => (law, rng.random_range(1..5)),
        _ => (law, 4_000),
    }
}

/// Fits each of the seven choices of terms by least squares. The best law
/// without negative terms is among them: with its zero terms left out, the other
/// terms are free, so they are where least squares puts them (Lawson and Hanson,
/// "Solving Least Squares Problems", 1974, chapter 23).
fn best_law(measurements: &[(usize, f64)]) -> Option<Law> {
    let counts: BTreeSet<usize> = measurements.iter().map(|(threads, _)| *threads).collect();
    if counts.len() < 3 {
        return None;
    }
    let column = |term: fn(f64) -> f64| -> Vec<f64> {
        measurements.iter().map(|&(threads, time_s)| term(threads as f64) / time_s).collect()
    };
    let columns = [column(|_| 1.0), column(|p| 1.0 / p), column(|p| p)];
    let laws = (1..8_usize).map(|choice| {
        let chosen: Vec<usize> = (0..3).filter(|term| choice >> term & 1 == 1).collect();
        let used: Vec<_> = chosen.iter().map(|&term| columns[term].clone()).collect();
        let fitted = least_squares(&used, &vec![1.0; measurements.len()]);
        let mut terms = [0.0; 3];
        for (term, value) in chosen.into_iter().zip(fitted) {
            terms[term] = value;
        }
        let [serial_s, parallel_s, overhead_s] = terms;
        Law { serial_s, parallel_s, overhead_s }
    });
    let possible = laws.filter(|law| law.terms().iter().all(|term| *term >= 0.0));
    possible.min_by(|a, b| squares(measurements, a).total_cmp(&squares(measurements, b)))
}

/// The factors with which the columns come closest to the target. What the first
/// column explains is taken out of everything else, and so on with the rest:
/// modified Gram–Schmidt, which loses half as many digits as the normal
/// equations do.
fn least_squares(columns: &[Vec<f64>], target: &[f64]) -> Vec<f64> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let less = |a: &[f64], factor: f64, b: &[f64]| -> Vec<f64> {
        a.iter().zip(b).map(|(a, b)| a - factor * b).collect()
    };
    let Some((first, others)) = columns.split_first() else { return Vec::new() };
    let explained = |column: &[f64]| dot(first, column) / dot(first, first);
    let unexplained = |column: &[f64]| less(column, explained(column), first);
    let rest: Vec<_> = others.iter().map(|column| unexplained(column)).collect();
    let mut factors = least_squares(&rest, &unexplained(target));
    let mut left = target.to_vec();
    for (column, factor) in others.iter().zip(&factors) {
        left = less(&left, *factor, column);
    }
    factors.insert(0, explained(&left));
    factors
}

/// The sum of squared relative errors.
fn squares(measurements: &[(usize, f64)], law: &Law) -> f64 {
    let error = |&(threads, time_s): &(usize, f64)| (law.time_s(threads) - time_s) / time_s;
    measurements.iter().map(|run| error(run).powi(2)).sum()
}

/// Tries them all: no formula, so nothing to round.
fn fewest_best(law: &Law, threads_max: usize) -> usize {
    let best = (1..=threads_max).min_by(|&a, &b| law.time_s(a).total_cmp(&law.time_s(b)));
    best.unwrap_or(1)
}

/// A law is right if it is possible and no other is much better. The least sum
/// of squares is the baseline's.
///
/// Terms with a relative error of 1e-9 make the sum larger by 1e-18 for each
/// measurement, and that much is allowed. The normal equations keep twelve
/// digits here: the condition of the three columns, each scaled to length 1, is
/// below 80 for all thread counts that occur. Where there is noise, rounding
/// errors count in proportion to the sum, and a billionth of it is allowed. So
/// a law without noise is found to seven digits: 80 times 1e-9.
fn check_law(runs: &[(usize, f64)], expected: &Law, actual: &Law) -> Result<(), Mismatch> {
    let possible = actual.terms().iter().all(|term| term.is_finite() && *term >= 0.0);
    let (least, found) = (squares(runs, expected), squares(runs, actual));
    let difference = if !possible {
        "a term of the law is negative or not a number".to_owned()
    } else if found <= least * (1.0 + 1e-9) + 1e-18 * runs.len() as f64 {
        return Ok(());
    } else {
        format!("the sum of squared relative errors is {found:.3e}; {least:.3e} can be reached")
    };
    Err(Mismatch::new(difference, expected, actual))
}

/// Of a law that was given, the answer must be the fewest of the best. Where two
/// neighbours are equal but for rounding, either will do.
fn check_given(law: &Law, threads_max: usize, best: usize) -> Result<(), Mismatch> {
    let right = fewest_best(law, threads_max);
    let is_neighbour = law.parallel_s > 0.0 && best.abs_diff(right) == 1;
    if best == right || (is_neighbour && as_good(law, threads_max, best, 1e-12)) {
        return Ok(());
    }
    let difference = format!("{best} threads of at most {threads_max} for {law:?}");
    Err(Mismatch::new(difference, &right, &best))
}

/// Of a law that was fitted, the answer must be one of the best. A term that
/// should be zero may have become a rounding error, and which thread count is the
/// best then depends on it.
fn check_own(law: &Law, threads_max: usize, best: usize) -> Result<(), Mismatch> {
    if as_good(law, threads_max, best, 1e-9) {
        return Ok(());
    }
    let difference = format!("{best} threads of at most {threads_max} for your {law:?}");
    Err(Mismatch::new(difference, &fewest_best(law, threads_max), &best))
}

fn as_good(law: &Law, threads_max: usize, best: usize, margin: f64) -> bool {
    let least_s = law.time_s(fewest_best(law, threads_max));
    (1..=threads_max).contains(&best) && law.time_s(best) <= least_s * (1.0 + margin)
}

grader_spec::serve!(ScalingLaw);
