//! One control for every failure. Before a candidate is failed by something that a
//! machine can do to it, the course's own solution goes the same way: the same
//! enclosure and limits, case and threads. Where it fails too, the machine is to
//! blame, and there is no verdict on the candidate.
//!
//! In a copy of the course that holds no solution, the baseline goes that way; while speed is
//! measured, the solution's program, if the copy brings one.
//!
//! The control shows what holds for every program. What a machine does to one that
//! needs more than the solution, and less than the exercise promises, is told by
//! the limits that the machine has set: where one is below the promise, it is named.

use super::Binaries;
use super::kept::kept;
use crate::fault::Fault;
use crate::measure::session::{Rendezvous, SessionError};
use crate::process::limits;
use crate::verdict::{Control, Outcome};
use crate::words;
use grader_spec::protocol::Subject;

/// What a candidate was doing when it failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// The index of its case.
    pub case: usize,
    /// Another size than the case's own.
    pub size: Option<usize>,
    /// The seed of its input.
    pub seed: u64,
    /// The size of its pool.
    pub threads: usize,
    /// How many processes of ours memory had cost before.
    pub oom_kills: Option<u64>,
}

/// Signals that a program brings upon itself, by their POSIX numbers: an illegal
/// instruction, a trap, an abort, a bus error, an arithmetic one, a fault of memory.
/// And one that is sent to get memory back: that is told by what was counted.
const OWN_SIGNALS: [i32; 7] = [4, 5, 6, 7, 8, 11, 9];
const KILLED: i32 = 9;
/// Memory that was promised and is not there, as a stack that cannot grow.
const BUS_ERROR: i32 = 7;
const MEMORY_FAULT: i32 = 11;

impl Binaries<'_> {
    /// A candidate's outcome as it counts: as it is, unless the machine may be to
    /// blame. Then it is a fault, or an outcome that says that it is not known.
    pub(super) fn controlled(&self, failed: Outcome, step: &Step) -> Result<Outcome, Fault> {
        if !can_be_the_machines(&failed) {
            return Ok(failed);
        }
        let failed = kept(failed);
        if let Some(fault) = self.named(&failed, step) {
            return Err(fault);
        }
        let control = match self.solution_on(step) {
            Ok(()) => return Ok(failed),
            Err(SessionError::Ours(fault)) => return Err(fault),
            Err(SessionError::Failed(control)) => kept(*control),
        };
        match (failed, control) {
            (_, Outcome::Starved { limit_s, wall_s, cpu_s }) => {
                Ok(Outcome::Starved { limit_s, wall_s, cpu_s })
            }
            (Outcome::TookTooLong { limit_s, .. }, Outcome::TookTooLong { .. }) => {
                Ok(Outcome::SolutionTookTooLong { limit_s })
            }
            (failed, control) => Err(fails_too(&failed, &control)),
        }
    }

    /// The solution, in the candidate's place, or the baseline where there is none.
    fn solution_on(&self, step: &Step) -> Result<(), SessionError> {
        let mut judge = self.judge(step.threads)?;
        let inputs = judge.generate(step.case, step.size, &[step.seed])?;
        let mut solution = self.solution(step.threads)?;
        solution.load(&inputs)?;
        let subject = match self.control() {
            Control::Solution | Control::Compiled => Subject::Candidate,
            Control::None => Subject::Baseline,
        };
        solution.run(subject, Rendezvous::Whole)?;
        let outputs = solution.outputs()?;
        // A judge that breaks down over a right answer is not the candidate's doing.
        judge.run(Subject::Baseline, Rendezvous::None)?;
        judge.check(&outputs)?;
        Ok(())
    }

    /// A limit of the machine that explains the failure, and is below what the
    /// exercise promises.
    fn named(&self, failed: &Outcome, step: &Step) -> Option<Fault> {
        let promised_mib = self.exercise.manifest.limits.memory_peak_mib;
        let killed = limits::oom_kills() > step.oom_kills;
        let short = || limits::below_memory(promised_mib);
        let notes = match failed {
            Outcome::Crashed { signal: Some(KILLED), .. } if killed => {
                let mut notes = vec!["the system killed it to get memory back".to_owned()];
                notes.extend(limits::named());
                notes
            }
            Outcome::Crashed { signal: Some(KILLED), .. } => {
                short().into_iter().chain(limits::below_time()).collect()
            }
            Outcome::Crashed { signal: Some(signal), .. } if !OWN_SIGNALS.contains(signal) => {
                vec![format!("something from outside sent it signal {signal}")]
            }
            Outcome::Crashed { printed, .. } if printed.contains("has overflowed its stack") => {
                limits::below_stack().into_iter().collect()
            }
            // What std says where the system starts no thread.
            Outcome::Crashed { how, .. } if how.contains("failed to spawn thread") => {
                limits::below_threads()
            }
            Outcome::OutOfMemory { .. }
            | Outcome::Crashed { signal: Some(BUS_ERROR | MEMORY_FAULT), .. } => short(),
            _ => Vec::new(),
        };
        (!notes.is_empty()).then(|| {
            let what = format!(
                "the candidate was ended by this machine, not by its own fault:\n{}",
                notes.join("\n")
            );
            let hint = format!(
                "an exercise promises its programs {promised_mib} MiB of memory and as many \
                 threads as they start: raise the limit named here, then run again"
            );
            Fault::new(what, hint)
        })
    }
}

fn fails_too(failed: &Outcome, control: &Outcome) -> Fault {
    let what = format!(
        "the candidate failed ({}), and so does the course's own program on this machine: {}",
        words::in_short(failed),
        words::in_short(control)
    );
    let hint = "raise the limits named here, or run where that program works; `grade verify` shows \
                whether the course is sound";
    Fault::new(limits::noted(what), hint)
}

/// Whether a machine can bring it about: answers that are wrong are the program's own.
fn can_be_the_machines(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::TookTooLong { .. } | Outcome::OutOfMemory { .. } | Outcome::Crashed { .. }
    )
}
