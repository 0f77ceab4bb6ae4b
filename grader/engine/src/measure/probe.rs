//! What this machine can judge now: its capacity and its noise, measured with
//! the grader's own kernel by the code that measures candidates.

use super::memory::Memory;
use super::session::{Served, Session, SessionError, Side};
use super::{Budget, Rival, SEED_MASK, TimingJob, measure};
use crate::fault::Fault;
use crate::process::enclosure::Enclosure;
use crate::process::{Limits, Program, Spawner};
use crate::verdict::{Against, Block, Goal, Outcome, Timed};
use crate::words;
use grader_spec::protocol::Subject;
use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Rng, kernel};
use serde::Serialize;
use speedup::stats;
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

/// A run is steady up to this many times the fastest of its kind.
const STEADY: f64 = 1.1;

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
    /// What a probe on a machine with this number of cores shows.
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
}

/// Whether the times themselves say that the machine is calm: most blocks were nearly
/// as fast as the fastest, on all three sides. No gate is asked, so a gate that is wrong
/// cannot pass for a busy machine. Without blocks nothing speaks against it.
pub fn is_calm(timed: &Timed) -> bool {
    let blocks = &timed.samples.blocks;
    let sides: [fn(&Block) -> f64; 3] =
        [|block| block.baseline_s, |block| block.candidate_s, |block| block.witness_s];
    let fastest = sides.map(|side| stats::minimum(blocks.iter().map(side)).unwrap_or_default());
    let is_steady = |block: &&Block| {
        sides.iter().zip(fastest).all(|(side, fastest)| side(block) <= STEADY * fastest)
    };
    2 * blocks.iter().filter(is_steady).count() >= blocks.len()
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
    let start = |side| {
        let served = Served { program: program.clone(), key: PROBE, side, threads };
        Session::start_program(spawner, served, LIMITS)
    };
    let failed = |outcome: &Outcome| {
        let what = format!("the probe failed: {}", words::in_short(outcome));
        Fault::new(what, "run again; if it stays, report it")
    };
    let ours = |trouble| match trouble {
        SessionError::Ours(fault) => fault,
        SessionError::Failed(outcome) => failed(&outcome),
    };
    let mut judge = start(Side::Judge).map_err(ours)?;
    let mut baseline = start(Side::Judge).map_err(ours)?;
    let mut candidate = start(Side::Candidate).map_err(ours)?;
    let memory = Memory::between(&mut judge, &mut candidate, &mut baseline).map_err(ours)?;
    let (session, subject, against) = (&mut baseline, Subject::Baseline, Against::Baseline);
    let pair = TimingJob {
        judge: &mut judge,
        candidate: &mut candidate,
        subject: Subject::Candidate,
        rival: Rival { session, subject, against },
        memory: &memory,
        case: 0,
        // Far enough from 1 that a few pairs settle it.
        goal: Goal::NoSlower(0.9),
        threads,
        seed: rand::random::<u64>() & SEED_MASK,
        budget: Budget::GRADING,
    };
    measure(pair, &mut |_| {})?.map_err(|failure| failed(&failure.outcome))
}
