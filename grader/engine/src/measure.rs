//! Times a candidate against the baseline, in alternation, until the rule in
//! `verdict` has seen enough. The only clock that decides.
//!
//! The witness runs in the judge's process, baseline and candidate each in one of
//! their own. In each block the three run once, in random order, on an input that
//! neither side has seen before. The student's code is stopped whenever it is not on
//! turn; its turn begins with the first byte of its input and ends with the last of its
//! answers.

pub mod commands;
pub mod files;
pub mod known;
pub mod memory;
pub mod probe;
pub mod profile;
pub mod scaling;
pub mod session;
mod sides;
pub mod sweep;
pub mod ticks;

use crate::fault::Fault;
use crate::process::host;
use crate::verdict::{Against, Goal, Outcome, Timed, Timing};
use grader_spec::protocol::Subject;
use memory::Memory;
use session::{Session, SessionError};
use sides::Processes;
use speedup::stopwatch::calls;
pub use speedup::stopwatch::{Budget, SEED_MASK};
use speedup::stopwatch::{Plan, Stopwatch};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file whose lock a grader holds while it times on this machine, in the folder of what is
/// built. Machines that share that folder do not wait for each other.
pub fn timing_lock(store: &Path) -> PathBuf {
    store.join(format!("timing.{}.lock", host()))
}

/// The pause before each timed run, so that rayon's idle workers have stopped spinning and
/// sleep.
const QUIET: Duration = Duration::from_micros(300);
/// What is measured, on what input.
#[derive(Debug)]
pub struct TimingJob<'a> {
    /// Makes inputs, checks answers and runs the witness.
    pub judge: &'a mut Session,
    /// Runs the candidate.
    pub candidate: &'a mut Session,
    /// What runs in the candidate's process.
    pub subject: Subject,
    /// Whom it runs against.
    pub rival: Rival<'a>,
    /// In what their inputs are handed over.
    pub memory: &'a Memory,
    /// The case's index among the spec's cases.
    pub case: usize,
    /// What is asked for.
    pub goal: Goal,
    /// Size of both pools.
    pub threads: usize,
    /// Makes the inputs' seeds.
    pub seed: u64,
    /// When to stop at the latest, and at the earliest.
    pub budget: Budget,
}

/// What a candidate runs against, in a process of its own: a process that makes an input
/// has used its memory otherwise than one that is handed it.
#[derive(Debug)]
pub struct Rival<'a> {
    /// The process.
    pub session: &'a mut Session,
    /// What runs there.
    pub subject: Subject,
    /// What stands in the baseline's place.
    pub against: Against,
}

/// A candidate that failed while it was timed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// How the candidate failed.
    pub outcome: Outcome,
    /// The seed of the input that was answered wrongly.
    pub seed: Option<u64>,
    /// Its size, where that is not the case's own.
    pub size: Option<usize>,
}

/// Measures until the rule has seen enough, or the time is over.
pub fn measure(
    pair: TimingJob,
    watch: &mut dyn FnMut(&Timing),
) -> Result<Result<Timed, Failure>, Fault> {
    let case = &pair.judge.cases[pair.case];
    let (name, size) = (case.name.clone(), case.size);
    let TimingJob { goal, threads, seed, budget, .. } = pair;
    let plan = Plan { against: pair.rival.against, goal, threads, size, seed, budget };
    let mut stopwatch = Stopwatch::new(Processes::new(pair), plan);
    match stopwatch.measure(watch) {
        Ok(timing) => Ok(Ok(Timed::new(&name, timing))),
        Err(SessionError::Failed(outcome)) => {
            let (seed, size) = stopwatch.failed_on();
            Ok(Err(Failure { outcome: *outcome, seed, size: Some(size) }))
        }
        Err(SessionError::Ours(fault)) => Err(fault),
    }
}

fn seconds(nanoseconds: u64) -> f64 {
    Duration::from_nanos(nanoseconds).as_secs_f64()
}
