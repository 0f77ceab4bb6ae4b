//! Looks for the cause of a slow candidate, in runs of their own after the timed
//! ones: on all threads and on one, on the whole input and on half of it, and
//! once with a sampler beside it.

use super::session::{Rendezvous, Run, Session, SessionError};
use super::{SEED_MASK, seconds};
use crate::verdict::{POOL_SHARE, Profile};
use grader_spec::Case;
use grader_spec::protocol::{Ran, Subject, Trace};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use speedup::stats;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Rounds of runs that the best one is taken from.
const ROUNDS: usize = 7;
/// Looking for the cause takes at most about this long.
const TIME: Duration = Duration::from_secs(4);
/// How long a run is awaited in which no other program took a core; beside such a program
/// all idle time looks like its doing.
const CLEAN_WITHIN: Duration = Duration::from_secs(1);
/// Memory for the bandwidth, in bytes: more than the caches hold.
const STREAM_BYTES: usize = 256 << 20;

/// What is looked at, on what input.
#[derive(Debug)]
pub struct Subjects<'a> {
    /// Runs the baseline.
    pub judge: &'a mut Session,
    /// The candidate with all threads.
    pub all: &'a mut Session,
    /// The candidate with a pool of one thread, on one core.
    pub alone: &'a mut Session,
    /// The timed case's index.
    pub case: usize,
    /// How many threads are all.
    pub threads: usize,
    /// Inputs per run, as in the timed runs.
    pub calls: usize,
    /// Makes the inputs' seeds.
    pub seed: u64,
}

/// What the candidate needs, and what its threads do.
pub fn profile(subjects: Subjects) -> Result<Profile, SessionError> {
    let rng = StdRng::seed_from_u64(subjects.seed);
    Profiler { subjects, rng, start: Instant::now() }.profile()
}

struct Profiler<'a> {
    subjects: Subjects<'a>,
    rng: StdRng,
    start: Instant,
}

/// The best or typical of some rounds, each by its own process's clock.
struct Best {
    baseline: Run,
    all: Run,
    alone: Run,
}

impl Profiler<'_> {
    fn profile(mut self) -> Result<Profile, SessionError> {
        let whole = self.rounds(None)?;
        let bytes = self.input_bytes()?;
        let trace = self.best_trace()?;
        let case: &Case = &self.subjects.judge.cases[self.subjects.case];
        let half = self.rounds(Some(case.size / 2))?;
        let bandwidth = self.bandwidth()?;
        let growth = |whole: &Run, half: &Run| wall_s(whole) / wall_s(half).max(1e-9);
        Ok(Profile {
            threads: self.subjects.threads,
            baseline_s: busy_s(&whole.baseline),
            wall_s: wall_s(&whole.all),
            cpu_s: seconds(whole.all.own.cpu_ns),
            cpu_alone_s: seconds(whole.alone.own.cpu_ns),
            wall_alone_s: Some(wall_s(&whole.alone)),
            waited_alone_s: Some(waited_s(&whole.alone)),
            usage_alone: Some(whole.alone.own.usage),
            waited_s: waited_s(&whole.all),
            usage: whole.all.own.usage,
            growth: growth(&whole.all, &half.all).min(growth(&whole.alone, &half.alone)),
            baseline_growth: growth(&whole.baseline, &half.baseline),
            bytes,
            bandwidth,
            goal: None,
            advice: BTreeMap::new(),
            named: Vec::new(),
            trace,
        })
    }

    /// Runs each a few times and keeps the quickest: others can only slow a run.
    /// Of the runs on all threads it keeps a typical one.
    fn rounds(&mut self, size: Option<usize>) -> Result<Best, SessionError> {
        let (mut baselines, mut alls, mut alones) = (Vec::new(), Vec::new(), Vec::new());
        let begin = Instant::now();
        for round in 0.. {
            let over = round > 0 && self.start.elapsed() > TIME;
            let clean = alls.iter().any(Run::had_all_cores) || begin.elapsed() > CLEAN_WITHIN;
            if over || (round >= ROUNDS && clean) {
                break;
            }
            self.load(size)?;
            let Subjects { judge, all, alone, .. } = &mut self.subjects;
            baselines.push(judge.run(Subject::Baseline, Rendezvous::None)?);
            alls.push(all.run(Subject::Candidate, Rendezvous::Whole)?);
            alones.push(alone.run(Subject::Candidate, Rendezvous::Whole)?);
        }
        let best =
            |runs: Vec<Run>| runs.into_iter().min_by_key(|run| run.own.wall_ns).unwrap_or_default();
        Ok(Best { baseline: best(baselines), all: typical(alls), alone: best(alones) })
    }

    fn load(&mut self, size: Option<usize>) -> Result<usize, SessionError> {
        let Subjects { judge, all, alone, case, calls, .. } = &mut self.subjects;
        let seeds: Vec<u64> = (0..*calls).map(|_| self.rng.random::<u64>() & SEED_MASK).collect();
        let inputs = judge.generate(*case, size, &seeds)?;
        all.load(&inputs)?;
        alone.load(&inputs)?;
        Ok(inputs.iter().map(Vec::len).sum())
    }

    /// Bytes of input and answer of one run.
    fn input_bytes(&mut self) -> Result<u64, SessionError> {
        let inputs = self.load(None)?;
        self.subjects.all.run(Subject::Candidate, Rendezvous::Whole)?;
        let outputs: usize = self.subjects.all.outputs()?.iter().map(Vec::len).sum();
        Ok((inputs + outputs) as u64)
    }

    /// The shortest of some traced runs.
    fn best_trace(&mut self) -> Result<Trace, SessionError> {
        let mut best: Option<Trace> = None;
        let length = |trace: &Trace| trace.moments_ns.last().copied().unwrap_or(u64::MAX);
        for _ in 0..ROUNDS {
            if best.is_some() && self.start.elapsed() > TIME {
                break;
            }
            let trace = self.subjects.all.trace()?;
            if best.as_ref().is_none_or(|best| length(&trace) < length(best)) {
                best = Some(trace);
            }
        }
        Ok(best.unwrap_or_default())
    }

    /// Bytes per second that all threads read from memory.
    fn bandwidth(&mut self) -> Result<f64, SessionError> {
        let mut seconds = Vec::new();
        for _ in 0..ROUNDS {
            let run = self
                .subjects
                .judge
                .run(Subject::Stream { bytes: STREAM_BYTES }, Rendezvous::Whole)?;
            seconds.push(wall_s(&run));
        }
        let best_s = stats::minimum(seconds).unwrap_or(f64::INFINITY);
        Ok(STREAM_BYTES as f64 / best_s)
    }
}

/// The median of the runs that had all cores. Threads that fight over a lock are
/// quickest when they happen to share a core, so the quickest run misleads.
fn typical(mut runs: Vec<Run>) -> Run {
    if runs.iter().any(Run::had_all_cores) {
        runs.retain(Run::had_all_cores);
        runs.sort_by_key(|run| run.own.wall_ns);
        return runs[runs.len() / 2];
    }
    runs.into_iter().min_by_key(|run| run.own.wall_ns).unwrap_or_default()
}

/// How long the threads that worked stood ready without a core. Idle workers that
/// queue behind a serial candidate do not count.
fn waited_s(run: &Run) -> f64 {
    let Ran { wall_ns, cpu_ns, run_delay_ns, pool_cpu_ns, own_delay_ns, .. } = run.own;
    let pool_worked = pool_cpu_ns.is_none_or(|pool| pool as f64 >= POOL_SHARE * cpu_ns as f64);
    let pool_waited_ns = run_delay_ns.filter(|_| pool_worked);
    match (own_delay_ns, pool_waited_ns) {
        (None, None) => seconds(wall_ns.saturating_sub(cpu_ns)),
        (own, pool) => seconds(own.unwrap_or_default().saturating_add(pool.unwrap_or_default())),
    }
}

/// How long one thread worked: its CPU time, where another program took the core from it.
fn busy_s(run: &Run) -> f64 {
    let cpu_s = seconds(run.own.cpu_ns);
    if cpu_s > 0.0 { wall_s(run).min(cpu_s) } else { wall_s(run) }
}

fn wall_s(run: &Run) -> f64 {
    seconds(run.own.wall_ns)
}
