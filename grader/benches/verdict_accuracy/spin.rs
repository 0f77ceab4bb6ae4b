//! Candidates whose true speedup is known: they spin for a set share of the
//! baseline's work, and the answer does not depend on it.

use crate::support;
use clap::ValueEnum;
use grader::measure::session::{Session, Side};
use grader::measure::{Budget, Match, Rival, SEED_MASK, measure};
use grader::process::Isolation;
use grader::verdict::{Against, Goal, Timing};
use grader_spec::protocol::Subject;
use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Rng, kernel};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::hint::black_box;
use std::path::PathBuf;
use std::process::ExitCode;

/// The first argument that makes the bench's binary serve a candidate.
pub const SERVE: &str = "__serve";
/// What the binary says it is.
const KEY: &str = "accuracy";
/// How long the baseline takes, in seconds.
pub const BASELINE_S: f64 = 5e-3;

/// How a candidate comes to its speedup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Less work, on one core: a better algorithm.
    Serial,
    /// One equal part on each thread of the pool.
    Parallel,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            Self::Serial => "serial",
            Self::Parallel => "parallel",
        })
    }
}

/// The exercise that is served.
struct Spin {
    baseline_rounds: u64,
    kind: Kind,
    /// What the candidate spins, on each thread that it uses.
    rounds: u64,
}

impl Exercise for Spin {
    type Input = u64;
    type Output = u64;

    fn cases(&self) -> Vec<Case> {
        vec![Case::timed("spin", 1)]
    }

    fn generate(&self, _: &Case, rng: &mut Rng) -> u64 {
        rng.random()
    }

    fn baseline(&self, input: &u64) -> u64 {
        spin(*input, self.baseline_rounds)
    }

    fn candidate(&self, input: &u64, _: usize) -> u64 {
        match self.kind {
            Kind::Serial => spin(*input, self.rounds),
            Kind::Parallel => rayon::broadcast(|_| spin(*input, self.rounds))[0],
        }
    }
}

/// Works, then answers what every candidate knows. Never inlined: baseline and
/// candidates must run the same instructions at the same addresses.
#[inline(never)]
fn spin(input: u64, rounds: u64) -> u64 {
    black_box(kernel(black_box(input), rounds));
    input
}

/// What `__serve BASELINE_ROUNDS KIND ROUNDS` does.
pub fn serve(arguments: &[String]) -> ExitCode {
    let spin = || {
        let [baseline_rounds, kind, rounds] = arguments else { return None };
        Some(Spin {
            baseline_rounds: baseline_rounds.parse().ok()?,
            kind: Kind::from_str(kind, false).ok()?,
            rounds: rounds.parse().ok()?,
        })
    };
    match spin() {
        Some(spin) => grader_spec::serve(&spin, Some(KEY)),
        None => ExitCode::from(2),
    }
}

/// Where candidates are measured.
#[derive(Debug)]
pub struct Stand {
    /// This very binary, which also serves.
    pub bench: PathBuf,
    /// Size of both pools: all cores, so that a neighbour is always in the way.
    pub threads: usize,
    /// What is asked for.
    pub goal: f64,
    baseline_rounds: u64,
}

impl Stand {
    /// Sizes the baseline.
    pub fn new(bench: PathBuf, goal: f64) -> Result<Self, String> {
        let mut stand = Self { bench, threads: support::cores(), goal, baseline_rounds: 1 };
        if stand.threads < 2 {
            return Err("only one core may be used here, so nothing can be found out".to_owned());
        }
        let mut judge = stand.start(Side::Judge, Kind::Serial, 1.0)?;
        stand.baseline_rounds = support::rounds_for(&mut judge, BASELINE_S)?;
        Ok(stand)
    }

    /// Measures a candidate that spins `share` of the baseline's rounds on each
    /// thread that it uses, with the code of a grading, in fresh processes.
    pub fn measure(&self, kind: Kind, share: f64, budget: Budget) -> Result<Timing, String> {
        let mut judge = self.start(Side::Judge, kind, share)?;
        let mut baseline = self.start(Side::Judge, kind, share)?;
        let mut candidate = self.start(Side::Candidate, kind, share)?;
        let (session, subject, against) = (&mut baseline, Subject::Baseline, Against::Baseline);
        let pair = Match {
            judge: &mut judge,
            candidate: &mut candidate,
            subject: Subject::Candidate,
            rival: Rival { session, subject, against },
            case: 0,
            goal: Goal::SpeedupMin(self.goal),
            threads: self.threads,
            seed: rand::random::<u64>() & SEED_MASK,
            budget,
        };
        let timed = measure(pair, &mut |_| {}).map_err(|fault| fault.to_string())?;
        let timed = timed.map_err(|failure| format!("a candidate failed: {failure:?}"))?;
        Ok(timed.samples)
    }

    fn start(&self, side: Side, kind: Kind, share: f64) -> Result<Session, String> {
        let rounds = (self.baseline_rounds as f64 * share) as u64;
        let baseline_rounds = self.baseline_rounds.to_string();
        let arguments = [SERVE.to_owned(), baseline_rounds, kind.to_string(), rounds.to_string()];
        support::start(&self.bench, &arguments, KEY, side, self.threads, Isolation::Off)
    }
}
