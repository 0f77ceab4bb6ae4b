//! Candidates whose true speedup is known: they spin for a set share of the
//! baseline's work, and the answer does not depend on it. How often a verdict is
//! right is found with them.

use super::memory::Memory;
use super::session::{Rendezvous, Served, Session, SessionError, Side};
use super::ticks::Ticks;
use super::{Budget, Rival, SEED_MASK, TimingJob, measure};
use crate::fault::Fault;
use crate::process::enclosure::Enclosure;
use crate::process::{Limits, Program, Spawner};
use crate::verdict::{Against, Goal, Timing};
use crate::words;
use grader_spec::protocol::Subject;
use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Rng, kernel};
use serde::{Deserialize, Serialize};
use speedup::stats;
use std::fmt;
use std::hint::black_box;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;
use std::time::{Duration, Instant};

/// The first argument that makes `grade` serve such a candidate.
pub const KNOWN: &str = "__known";
/// How long the baseline takes, in seconds.
pub const BASELINE_S: f64 = 5e-3;
/// Far above what any process here needs.
const LIMITS: Limits = Limits { time_wall_s: 20.0, memory_peak_mib: 1024 };
/// How far the layout of memory may be moved, in bytes, as in a grading.
const PADDING_BYTES_MAX: usize = 4096;
/// Steps of the kernel whose time is taken to size runs: about 2 ms.
const PILOT_ROUNDS: u64 = 1_000_000;
/// How many runs are made, of which the fastest counts.
const PILOT_RUNS: usize = 9;
/// Fresh processes for one true speedup, at least and at most: two processes differ
/// by up to 0.6 % where all is quiet, and by 3 % where the host is busy.
pub const PROCESSES: RangeInclusive<usize> = 5..=12;
/// Blocks in each process, at least, and how many of them must count.
const CALIBRATION: Budget = Budget { time: Duration::from_secs(5), blocks_min: 60 };
const COUNTED_MIN: usize = 9;

/// How a candidate comes to its speedup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Less work, on one core: a better algorithm.
    Serial,
    /// One equal part on each thread of the pool.
    Parallel,
    /// One on each of as many threads, which a worker of the pool starts.
    ThreadsInAWorker,
    /// One on each thread of a pool that a worker of the pool starts.
    PoolInAPool,
    /// The same on one side of a join.
    JoinAroundAPool,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Serial,
        Self::Parallel,
        Self::ThreadsInAWorker,
        Self::PoolInAPool,
        Self::JoinAroundAPool,
    ];
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.to_string() == word).ok_or_else(|| {
            let names = Self::ALL.map(|kind| kind.to_string()).join(", ");
            format!("there is no kind of candidate `{word}`; there are: {names}")
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            Self::Serial => "serial",
            Self::Parallel => "parallel",
            Self::ThreadsInAWorker => "threads-in-a-worker",
            Self::PoolInAPool => "pool-in-a-pool",
            Self::JoinAroundAPool => "join-around-a-pool",
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

    fn candidate(&self, input: &u64, threads: usize) -> u64 {
        let (input, rounds) = (*input, self.rounds);
        let in_a_pool = || match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) => pool.broadcast(|_| spin(input, rounds))[0],
            // A wrong answer shows that there was none.
            Err(_) => !input,
        };
        match self.kind {
            Kind::Serial => spin(input, rounds),
            Kind::Parallel => rayon::broadcast(|_| spin(input, rounds))[0],
            Kind::ThreadsInAWorker => in_a_worker(|| {
                std::thread::scope(|scope| {
                    for _ in 0..threads {
                        scope.spawn(|| spin(input, rounds));
                    }
                });
                input
            }),
            Kind::PoolInAPool => in_a_worker(in_a_pool),
            Kind::JoinAroundAPool => rayon::join(in_a_pool, || input).0,
        }
    }
}

/// Runs something on a worker of the global pool.
fn in_a_worker(work: impl FnOnce() -> u64 + Send) -> u64 {
    let mut answer = 0;
    rayon::scope(|scope| scope.spawn(|_| answer = work()));
    answer
}

/// Works, then answers what every candidate knows. Never inlined: baseline and
/// candidates must run the same instructions at the same addresses.
#[inline(never)]
fn spin(input: u64, rounds: u64) -> u64 {
    black_box(kernel(black_box(input), rounds));
    input
}

/// What `grade __known BASELINE_ROUNDS KIND ROUNDS` does.
pub fn serve(arguments: &[String]) -> ExitCode {
    let spin = || {
        let [baseline_rounds, kind, rounds] = arguments else { return None };
        Some(Spin {
            baseline_rounds: baseline_rounds.parse().ok()?,
            kind: kind.parse().ok()?,
            rounds: rounds.parse().ok()?,
        })
    };
    match spin() {
        Some(spin) => grader_spec::serve(&spin, Some(KNOWN)),
        None => ExitCode::from(2),
    }
}

/// Starts a fresh process that speaks as an exercise's binary does, with its memory
/// laid out otherwise each time, as in a grading.
pub fn start(spawner: &Spawner, served: Served) -> Result<Session, Fault> {
    let padding = "x".repeat(rand::random_range(0..PADDING_BYTES_MAX));
    let program = served.program.env("GRADE_PADDING", padding);
    Session::start_program(spawner, Served { program, ..served }, LIMITS).map_err(ours)
}

/// How many steps of the witness's kernel take about `seconds` on one core.
pub fn rounds_for(session: &mut Session, seconds: f64) -> Result<u64, Fault> {
    let mut fastest_s = f64::INFINITY;
    for _ in 0..PILOT_RUNS {
        let subject = Subject::Witness { rounds: PILOT_ROUNDS, parts: 1 };
        let run = session.run(subject, Rendezvous::None).map_err(ours)?;
        fastest_s = fastest_s.min(run.own.wall_ns as f64 * 1e-9);
    }
    Ok((PILOT_ROUNDS as f64 * seconds / fastest_s) as u64)
}

/// Everything that runs here is the grader's own.
fn ours(trouble: SessionError) -> Fault {
    match trouble {
        SessionError::Ours(fault) => fault,
        SessionError::Failed(outcome) => {
            let what =
                format!("a candidate of known speedup failed: {}", words::in_short(&outcome));
            Fault::new(what, "run again; if it stays, report it")
        }
    }
}

/// One candidate and what is asked of it.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// How it comes to its speedup.
    pub kind: Kind,
    /// What it spins on each thread that it uses, as a share of the baseline's rounds.
    pub share: f64,
    /// The speedup that is asked for.
    pub goal: f64,
    /// When to stop.
    pub budget: Budget,
}

/// What was measured, and what went on meanwhile.
#[derive(Clone, Debug)]
pub struct Seen {
    /// What a verdict rests on.
    pub timing: Timing,
    /// CPU time of the machine from the first process's start to the last one's end.
    pub ticks: Ticks,
    /// How long all that took.
    pub seconds: f64,
}

/// Where such candidates are measured.
#[derive(Debug)]
pub struct Testbed {
    spawner: Spawner,
    /// A path of `grade`, which also serves.
    program: PathBuf,
    /// Size of both pools.
    threads: usize,
    baseline_rounds: u64,
}

impl Testbed {
    /// Sizes the baseline. `program` is a path of `grade`.
    pub fn new(spawner: Spawner, program: &Path, threads: usize) -> Result<Self, Fault> {
        let program = program.to_owned();
        let mut testbed = Self { spawner, program, threads, baseline_rounds: 1 };
        let mut judge = testbed.start(Side::Judge, Kind::Serial, 1.0)?;
        testbed.baseline_rounds = rounds_for(&mut judge, BASELINE_S)?;
        Ok(testbed)
    }

    /// Measures a candidate with the code of a grading, in fresh processes.
    pub fn measure(&self, task: &Task) -> Result<Seen, Fault> {
        let (start, ticks) = (Instant::now(), Ticks::now());
        let timing = self.timing(task)?;
        // All that was started has ended: it counts as ours.
        Ok(Seen { timing, ticks: ticks.elapsed(), seconds: start.elapsed().as_secs_f64() })
    }

    fn timing(&self, task: &Task) -> Result<Timing, Fault> {
        let Task { kind, share, goal, budget } = *task;
        let mut judge = self.start(Side::Judge, kind, share)?;
        let mut baseline = self.start(Side::Judge, kind, share)?;
        let mut candidate = self.start(Side::Candidate, kind, share)?;
        let memory = Memory::between(&mut judge, &mut candidate, &mut baseline).map_err(ours)?;
        let (session, subject, against) = (&mut baseline, Subject::Baseline, Against::Baseline);
        let pair = TimingJob {
            judge: &mut judge,
            candidate: &mut candidate,
            subject: Subject::Candidate,
            rival: Rival { session, subject, against },
            memory: &memory,
            case: 0,
            goal: Goal::SpeedupMin(goal),
            threads: self.threads,
            seed: rand::random::<u64>() & SEED_MASK,
            budget,
        };
        let timed = measure(pair, &mut |_| {})?;
        let failed =
            |failure: super::Failure| ours(SessionError::Failed(Box::new(failure.outcome)));
        Ok(timed.map_err(failed)?.samples)
    }

    fn start(&self, side: Side, kind: Kind, share: f64) -> Result<Session, Fault> {
        let rounds = (self.baseline_rounds as f64 * share) as u64;
        let numbers = [self.baseline_rounds.to_string(), kind.to_string(), rounds.to_string()];
        let program = Program::new(&self.program, Path::new("/"))
            .arg(KNOWN)
            .args(numbers)
            .enclosed(Enclosure::candidate(&self.program));
        let session =
            start(&self.spawner, Served { program, key: KNOWN, side, threads: self.threads })?;
        session.spread();
        Ok(session)
    }

    /// The candidate's time over the baseline's in a fresh process: median of the
    /// pairs that count. Nothing, if too few do.
    pub fn relative_time(&self, kind: Kind, share: f64) -> Result<Option<f64>, Fault> {
        // Where the goal lies does not matter: the blocks are for comparing.
        let task = Task { kind, share, goal: 1.0 / share, budget: CALIBRATION };
        let timing = self.measure(&task)?.timing;
        let times: Vec<f64> = timing.counted().iter().map(|block| block.ratio().recip()).collect();
        Ok(stats::median(&times).filter(|_| times.len() >= COUNTED_MIN))
    }

    /// The true speedup of a candidate, and its standard error as a share of it, from
    /// as many fresh processes as it takes until that is small enough. Nothing where the
    /// cores were hardly ever all free.
    pub fn speedup(
        &self,
        kind: Kind,
        share: f64,
        error_enough: f64,
    ) -> Result<Option<(f64, f64)>, Fault> {
        let mut seen = Vec::new();
        for _ in 0..*PROCESSES.end() {
            seen.extend(self.relative_time(kind, share)?);
            if median_error(&seen) <= error_enough {
                break;
            }
        }
        let error = median_error(&seen);
        let median = stats::median(&seen).filter(|_| error.is_finite());
        Ok(median.map(|time| (time.recip(), error)))
    }
}

/// Standard error of a median, as a share of it, from the median deviation: one
/// disturbed process in five does not move it much. The factors are those of the
/// normal distribution. Unknown, that is infinite, with too few processes.
pub fn median_error(values: &[f64]) -> f64 {
    let enough = values.len() >= *PROCESSES.start();
    let Some(median) = stats::median(values).filter(|_| enough) else { return f64::INFINITY };
    let deviations: Vec<f64> = values.iter().map(|value| (value - median).abs()).collect();
    let deviation = 1.4826 * stats::median(&deviations).unwrap_or_default();
    1.2533 * deviation / (values.len() as f64).sqrt() / median
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_medians_error_follows_the_spread_and_the_number() {
        assert!(median_error(&[1.0; 4]).is_infinite(), "too few processes");
        assert!(median_error(&[0.6; 5]).abs() < f64::EPSILON);
        // One that was disturbed moves it little.
        let spread = [0.60, 0.61, 0.62, 0.63, 0.90];
        let error = median_error(&spread);
        assert!((0.005..0.02).contains(&error), "{error}");
    }
}
