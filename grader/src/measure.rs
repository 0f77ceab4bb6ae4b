//! Times a candidate against the baseline, in alternation, until the rule in
//! `verdict` has seen enough. The only clock that decides.
//!
//! The witness runs in the judge's process, baseline and candidate each in one of
//! their own. In each block the three run once, in random order, on an input that
//! neither side has seen before. The student's code is stopped whenever it is not on
//! turn; its turn begins with the first byte of its input and ends with the last of its
//! answers.

pub mod files;
pub mod known;
pub mod memory;
pub mod probe;
pub mod profile;
pub mod scaling;
pub mod session;
mod sides;
mod stopwatch;
pub mod sweep;
pub mod ticks;

use crate::fault::Fault;
use crate::process::host;
use crate::verdict::{Against, Block, Goal, Outcome, Timed, Timing};
use crate::verdict::{RENDEZVOUS_MAX_S, RUN_DELAY_SHARE, RUN_DELAY_SLACK_S, SERIAL_SHARE};
use grader_spec::protocol::Subject;
use memory::Memory;
use session::{Run, Session, Trouble};
use sides::Processes;
use std::path::{Path, PathBuf};
use std::time::Duration;
use stopwatch::{Plan, Stopwatch};

/// The file whose lock whoever times on this machine holds, in the folder of what is
/// built. Machines that share that folder do not wait for each other.
pub fn timing_lock(store: &Path) -> PathBuf {
    store.join(format!("timing.{}.lock", host()))
}

/// Seeds stay below 2^53, where every program reads a JSON number exactly.
pub const SEED_MASK: u64 = (1 << 53) - 1;
/// Untimed runs of each before the first that is looked at.
const WARM_UPS: usize = 3;
/// The pause before each timed run, so that rayon's idle workers have stopped spinning and
/// sleep.
const QUIET: Duration = Duration::from_micros(300);
/// A run shorter than this is timed several at a time, in seconds.
const RUN_MIN_S: f64 = 1e-3;
/// The duration of a batch of such runs, in seconds.
const BATCH_S: f64 = 2e-3;
/// Inputs in one batch at most, and bytes of them: whoever is quick by a trick gets no
/// memory for it.
const CALLS_MAX: usize = 256;
const BATCH_BYTES_MAX: usize = 64 << 20;

/// Who is measured, on what.
#[derive(Debug)]
pub struct Match<'a> {
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

/// Whom a candidate runs against, in a process of its own: who makes an input has
/// used its memory otherwise than who is handed it.
#[derive(Debug)]
pub struct Rival<'a> {
    /// The process.
    pub session: &'a mut Session,
    /// What runs there.
    pub subject: Subject,
    /// Who it is.
    pub against: Against,
}

/// How much is measured at most and at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Measuring takes about this long at most.
    pub time: Duration,
    /// So many blocks, even where fewer decide: for comparing rules.
    pub blocks_min: usize,
}

impl Budget {
    /// What a grading gets for one case.
    pub const GRADING: Self = Self { time: Duration::from_secs(10), blocks_min: 0 };
}

/// A candidate that failed while it was timed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// How.
    pub outcome: Outcome,
    /// The seed of the input that was answered wrongly.
    pub seed: Option<u64>,
    /// Its size, where that is not the case's own.
    pub size: Option<usize>,
}

/// Measures until the rule has seen enough, or the time is over.
pub fn measure(
    pair: Match,
    watch: &mut dyn FnMut(&Timing),
) -> Result<Result<Timed, Failure>, Fault> {
    let case = &pair.judge.cases[pair.case];
    let (name, size) = (case.name.clone(), case.size);
    let Match { goal, threads, seed, budget, .. } = pair;
    let plan = Plan { against: pair.rival.against, goal, threads, size, seed, budget };
    let mut stopwatch = Stopwatch::new(Processes::new(pair), plan);
    match stopwatch.measure(watch) {
        Ok(timing) => Ok(Ok(Timed::new(&name, timing))),
        Err(Trouble::Failed(outcome)) => Ok(Err(stopwatch.failure(*outcome))),
        Err(Trouble::Ours(fault)) => Err(fault),
    }
}

/// A run by its own process's clock. Good for sizing, and for the witness, which
/// is our own code; candidates are judged by the grader's clock.
fn own_s(run: &Run) -> f64 {
    seconds(run.own.wall_ns)
}

fn had_its_core(run: &Run) -> bool {
    let waited = run.own.wall_ns.saturating_sub(run.own.thread_cpu_ns);
    waited as f64 <= SERIAL_SHARE * run.own.wall_ns as f64
}

/// Short runs are timed several at a time, each on an input of its own of so many bytes.
fn calls(candidate_s: f64, bytes: usize) -> usize {
    if candidate_s >= RUN_MIN_S {
        return 1;
    }
    ((BATCH_S / candidate_s).ceil() as usize).min(calls_most(bytes))
}

/// How many inputs of so many bytes make the largest batch.
fn calls_most(bytes: usize) -> usize {
    (BATCH_BYTES_MAX / bytes.max(1)).clamp(1, CALLS_MAX)
}

/// Whether a parallel run had every core from start to end.
fn had_all_cores(run: &Run) -> bool {
    let seen = Block {
        candidate_own_s: own_s(run),
        candidate_cpu_s: seconds(run.own.cpu_ns),
        run_delay_s: run.own.run_delay_ns.map(seconds),
        pool_cpu_s: run.own.pool_cpu_ns.map(seconds),
        own_delay_s: run.own.own_delay_ns.map(seconds),
        ..Block::default()
    };
    let waited_s = seen.waited_s(run.threads).unwrap_or_default();
    gathered(run) && waited_s <= RUN_DELAY_SHARE * own_s(run) + RUN_DELAY_SLACK_S
}

fn gathered(run: &Run) -> bool {
    seconds(run.own.pre_ns.max(run.own.post_ns)) <= RENDEZVOUS_MAX_S
}

fn seconds(nanoseconds: u64) -> f64 {
    Duration::from_nanos(nanoseconds).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_as_long_as_it_must_be_and_no_larger_than_memory_allows() {
        assert_eq!(calls(5e-3, 8), 1);
        assert_eq!(calls(0.5e-3, 8), 4);
        assert_eq!(calls(1e-9, 8), CALLS_MAX);
        assert_eq!(calls(1e-9, 32 << 20), 2);
        assert_eq!(calls(1e-9, 1 << 30), 1);
    }
}
