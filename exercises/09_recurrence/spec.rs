//! What `recurrence` must do, on which lakes, and how we know.
//!
//! Why a power in each step: with a multiplication and an addition alone, one
//! core waits for its own results, and a serial program that runs several chains
//! in turn is more than twice as fast as the plain loop. With the power the core
//! has enough to do meanwhile, if the powers of some hours come first and their
//! steps after them: that is the best serial program. The power is not
//! so dear, either, that the chain no longer matters: who runs the whole chain on
//! one thread does not reach the goal.
//!
//! Why an amount for each week and not for each hour: fresh memory for a long
//! answer would cost as much time as the steps.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng, compare_floats, float_bytes};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct Recurrence;

/// A lake, and what happens to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    /// In kilograms, before the first hour.
    start: f64,
    /// The share that decays in an hour at 20 °C.
    rate: f64,
    /// Temperature in °C and inflow in kilograms, hour by hour.
    #[serde(with = "float_bytes")]
    rows: Vec<f64>,
}

impl Input {
    /// What the student's function is given.
    fn hours(&self) -> &[[f64; 2]] {
        self.rows.as_chunks().0
    }
}

/// The amount at the end of each week.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Output(#[serde(with = "float_bytes")] Vec<f64>);

impl Exercise for Recurrence {
    type Input = Input;
    type Output = Output;

    /// The size is the number of hours.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("ten hours", 10),
            Case::example("a year", 8_760),
            Case::hidden("no hours", 0),
            Case::hidden("one hour", 1),
            Case::hidden("a week", 168),
            Case::hidden("a week and an hour", 169),
            Case::hidden("a prime number of hours", 1_009),
            Case::hidden("nothing flows in", 20_011),
            Case::hidden("a clean lake at the start", 20_011),
            Case::hidden("a substance that decays fast", 20_011),
            Case::hidden("many hours", 100_003),
            Case::timed("nine thousand weeks", 1_512_000),
        ]
    }

    /// The usual substance decays so slowly that a quarter of it is left after
    /// the timed hours, so that what is carried from week to week counts
    /// everywhere. The fast one loses a twentieth or so in an hour: the product of
    /// all shares is too small for a float, and yet the first half of a week still
    /// shows at its end.
    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let kind = case.name.as_str();
        let start = match kind {
            "a clean lake at the start" => 0.0,
            _ => rng.random_range(1e6..1e7),
        };
        let rate = match kind {
            "a substance that decays fast" => rng.random_range(0.07..0.1),
            _ => rng.random_range(1e-6..1.3e-6),
        };
        let inflow_most = if kind == "nothing flows in" { 0.0 } else { 100.0 };
        let mut hour = |hour: usize| {
            let season = (std::f64::consts::TAU * hour as f64 / HOURS_IN_A_YEAR).sin();
            let weather = rng.random_range(-5.0..5.0);
            [13.0 + 8.0 * season + weather, inflow_most * rng.random::<f64>()]
        };
        Input { start, rate, rows: (0..case.size).flat_map(&mut hour).collect() }
    }

    /// One pass, eight hours at a time: their shares first, then their steps. So
    /// the processor works on the powers of several hours at once, and on the
    /// chain beside them.
    fn baseline(&self, input: &Input) -> Output {
        let mut amount = input.start;
        let week = |hours: &[[f64; 2]]| {
            let (rows, rest) = hours.as_chunks::<8>();
            for row in rows {
                let shares = row.map(|[temperature, _]| share_kept(input.rate, temperature));
                for (share, [_, inflow]) in shares.iter().zip(row) {
                    amount = share * amount + inflow;
                }
            }
            for &[temperature, inflow] in rest {
                amount = share_kept(input.rate, temperature) * amount + inflow;
            }
            amount
        };
        Output(input.hours().chunks(HOURS_IN_A_WEEK).map(week).collect())
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        Output(recurrence::recurrence(input.start, input.rate, input.hours()))
    }

    /// Another rate, or another inflow or temperature in one hour. Where the
    /// substance decays fast, only an hour near the end of its week is left to see.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut changed = input.clone();
        let last = input.hours().len().checked_sub(1)?;
        let mut hour = if rng.random() { last } else { rng.random_range(0..=last) };
        if input.rate > 0.01 {
            let week_end = (hour / HOURS_IN_A_WEEK + 1) * HOURS_IN_A_WEEK - 1;
            hour = week_end.min(last).saturating_sub(rng.random_range(0..24));
        }
        match rng.random_range(0..3) {
            0 => changed.rate *= 1.1,
            // The first hour of a clean lake has nothing that could decay.
            1 if hour > 0 => changed.rows[2 * hour] += 5.0,
            _ => changed.rows[2 * hour + 1] += 50.0,
        }
        Some(changed)
    }

    /// Nothing is ever subtracted and nothing is negative, so the roundings only
    /// add up (Higham, "Accuracy and Stability of Numerical Algorithms", 3.1):
    /// two in each step, in whatever order shares are multiplied. For 1,700,000
    /// steps on either side that is 8e-10, relative.
    fn check(&self, _: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        // Nothing cancels out.
        let tolerance = grader_spec::Tolerance { relative: 1e-9, absolute: 0.0 };
        compare_floats(&expected.0, &actual.0, tolerance)
    }
}

const HOURS_IN_A_YEAR: f64 = 8_766.0;

// The same as in the stub; a student's own may differ.

const HOURS_IN_A_WEEK: usize = 168;

fn share_kept(rate: f64, temperature: f64) -> f64 {
    1.0 - rate * ((temperature - 20.0) / 15.0).exp2()
}

grader_spec::serve!(Recurrence);
