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
use serde::Serialize;
use std::path::Path;
use std::process::ExitCode;

/// The first argument that makes `grade` serve the probe.
pub const PROBE: &str = "__probe";
const LIMITS: Limits = Limits { time_wall_s: 20.0, memory_peak_mib: 1024 };
/// Steps of the kernel: about 5 ms.
const ROUNDS: u64 = 3_000_000;

/// A noise up to this leaves room for the margins that exercises have.
const NOISE_MAX: f64 = 0.05;
/// Capacity per thread below which cores are not whole cores.
const WHOLE_CORES: f64 = 0.9;
/// Where fewer pairs count, as a share of all, others use the cores.
const COUNTED_SHARE: f64 = 0.5;

/// What a machine can judge now, by what a probe shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// There is one core: there is no speed to judge.
    OneCore,
    /// Others use the cores.
    Busy,
    /// The cores share something, or are shared.
    SharedCores,
    /// Clear cases can be judged.
    Noisy,
    /// All is well.
    Quiet,
}

impl Condition {
    /// What a probe on a machine with so many cores shows.
    pub fn of(cores: usize, timed: &Timed) -> Self {
        let threads = timed.samples.threads as f64;
        let counted = timed.pairs as f64 / timed.blocks.max(1) as f64;
        match (timed.samples.setup.capacity, noise(timed)) {
            _ if cores == 1 => Self::OneCore,
            (None, _) | (_, None) => Self::Busy,
            _ if counted < COUNTED_SHARE => Self::Busy,
            (Some(capacity), _) if capacity < WHOLE_CORES * threads => Self::SharedCores,
            (_, Some(noise)) if noise > NOISE_MAX => Self::Noisy,
            _ => Self::Quiet,
        }
    }

    /// Whether a grader that leaves much undecided here has nobody else to blame: goals
    /// keep a margin that noise seldom bridges.
    pub fn leaves_no_excuse(self) -> bool {
        matches!(self, Self::Quiet | Self::Noisy)
    }
}

/// How far the interval of serial code against itself strays from 1.
fn noise(timed: &Timed) -> Option<f64> {
    timed.speedup.map(|speedup| (speedup.high - 1.0).abs().max((speedup.low - 1.0).abs()))
}

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
    for session in [&judge, &baseline, &candidate] {
        session.spread();
    }
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
