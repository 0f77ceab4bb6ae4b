//! What this machine can judge now: its capacity and its noise, measured with
//! the grader's own kernel by the code that measures candidates.

use super::session::{Session, Side, Trouble};
use super::{Budget, Match, Rival, SEED_MASK, measure};
use crate::fault::Fault;
use crate::process::enclosure::Enclosure;
use crate::process::{Limits, Program, Spawner};
use crate::verdict::{Against, Goal, Outcome, Timed};
use grader_spec::protocol::Subject;
use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Rng, kernel};
use std::path::Path;
use std::process::ExitCode;

/// The first argument that makes `grade` serve the probe.
pub const PROBE: &str = "__probe";
const LIMITS: Limits = Limits { time_wall_s: 20.0, memory_peak_mib: 1024 };
/// Steps of the kernel: about 5 ms.
const ROUNDS: u64 = 3_000_000;

/// The exercise that the probe serves: a serial kernel against itself.
struct Probe;

impl Exercise for Probe {
    type Input = u64;
    type Output = u64;

    fn cases(&self) -> Vec<Case> {
        vec![Case::timed("kernel", 1)]
    }

    fn generate(&self, _: &Case, rng: &mut Rng) -> u64 {
        rng.random()
    }

    fn baseline(&self, input: &u64) -> u64 {
        kernel(*input, ROUNDS)
    }

    fn candidate(&self, input: &u64, _: usize) -> u64 {
        kernel(*input, ROUNDS)
    }
}

/// What `grade __probe` does.
pub fn serve() -> ExitCode {
    grader_spec::serve(&Probe, Some(PROBE))
}

/// Measures a serial kernel against itself. The speedup must be 1; how far its
/// interval strays is the noise. The set-up shows the capacity.
pub fn probe(spawner: &Spawner, launcher: &Path, threads: usize) -> Result<Timed, Fault> {
    let program =
        Program::new(launcher, Path::new("/")).arg(PROBE).enclosed(Enclosure::candidate(launcher));
    let start = |side| Session::start_program(spawner, &program, PROBE, side, threads, LIMITS);
    let failed = |outcome: &Outcome| {
        Fault::new(format!("the probe failed: {outcome:?}"), "run again; if it stays, report it")
    };
    let ours = |trouble| match trouble {
        Trouble::Ours(fault) => fault,
        Trouble::Failed(outcome) => failed(&outcome),
    };
    let mut judge = start(Side::Judge).map_err(ours)?;
    let mut baseline = start(Side::Judge).map_err(ours)?;
    let mut candidate = start(Side::Candidate).map_err(ours)?;
    let (session, subject, against) = (&mut baseline, Subject::Baseline, Against::Baseline);
    let pair = Match {
        judge: &mut judge,
        candidate: &mut candidate,
        subject: Subject::Candidate,
        rival: Rival { session, subject, against },
        case: 0,
        // Far enough from 1 that a few pairs settle it.
        goal: Goal::NoSlower(0.9),
        threads,
        seed: rand::random::<u64>() & SEED_MASK,
        budget: Budget::GRADING,
    };
    measure(pair, &mut |_| {})?.map_err(|failure| failed(&failure.outcome))
}
