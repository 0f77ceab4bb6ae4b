//! One timed case as it is reported: its verdict, and the figures that the verdict rests on.

use super::attempts::{AttemptRole, Attempts, Kind, lacks};
use super::reason::{CoresUsed, Growth, Reason, Shown, Slowness};
use super::{
    Against, Block, Decision, Diagnosis, GOAL_ABOVE_SERIAL, Gate, Goal, Speedup, Timing, Unclear,
    Verdict, cannot_reach, decide, diagnose, trusts_cpu_times,
};
use speedup::{speedup, stats};

/// A speedup of more than so many times the threads, or reading that many times
/// as fast as memory brings it, is looked at by a person.
const IMPLAUSIBLE_FROM: f64 = 1.3;
/// A program that is more than so many times as fast as the baseline on one thread is
/// looked at by a person all the same: the baseline is meant to be the best serial
/// program, and one that leaves out half of that work has found something, or cheats.
const BETTER_ALONE_MAX: f64 = 2.0;

/// A speedup is close to the goal where its interval, which holds the goal, is no wider
/// than this ratio: a program that is a tenth faster is then out of it.
const CLOSE: f64 = 1.1;

/// A sweep reaches from far too small to far too large. Where its slowest choice takes
/// fewer times as long as its best, the candidate does not use what it is given. Between
/// one part and as many as there are cores lies more than that.
const CHOICE_MATTERS_FROM: f64 = 1.15;

/// With fewer cores than this, nothing that matters ran in parallel: idle workers spin
/// for a moment.
pub const ONE_CORE_MAX: f64 = 1.15;

/// What one timed case leads to, with the numbers that it rests on.
pub(super) fn judge_case(case: &Attempts, kind: Kind) -> Reason {
    let Some(measured) = Timed::of(case) else { return Reason::Unfinished };
    let decision = decide(&measured.samples);
    if let Some(reason) = unconfirmed(decision, case, &measured, kind) {
        return reason;
    }
    let has_control = kind != Kind::Uncontrolled;
    let too_slow = |why| Reason::TooSlow { shown: measured.shown(), why, has_control };
    match decision {
        Decision::Met => fast_enough(&measured),
        Decision::NotMet => too_slow(slowness(&measured)),
        Decision::Unstable => too_slow(Slowness::Unstable {
            above: measured.pairs_above,
            pairs: measured.pairs,
            found: measured.diagnosis.clone().map(Box::new),
        }),
        Decision::Unclear(Unclear::Contended) if cannot_be_fast(&measured) => {
            too_slow(Slowness::LongestThread(measured.cores()))
        }
        Decision::Unclear(unclear) => unclear_reason(unclear, &measured, case),
        Decision::More => Reason::Unfinished,
    }
}

/// Why a candidate that clearly missed the goal is too slow.
fn slowness(measured: &Timed) -> Slowness {
    match (measured.samples.against, &measured.speedup, &measured.diagnosis) {
        (Against::BestChoice { best, own, .. }, Some(speedup), _) => {
            Slowness::Choice { own, best, times: 1.0 / speedup.median }
        }
        (Against::HalfTheSize, ..) => Slowness::Growth,
        (.., Some(found)) => Slowness::Cause(Box::new(found.clone())),
        (.., None) => Slowness::Cores(measured.cores()),
    }
}

/// What a candidate that reached the goal leads to.
fn fast_enough(measured: &Timed) -> Reason {
    let shown = measured.shown();
    if measured.beyond_cores().is_some() && !outruns_memory(measured) {
        return beyond_the_cores(measured);
    }
    if is_implausible(measured) {
        return Reason::OutrunsMemory(shown);
    }
    if is_on_one_core(measured) {
        let against_itself = measured.samples.against == Against::OneThread;
        return Reason::OneCoreUsed { shown, cores: measured.cores(), against_itself };
    }
    ignored_choice(measured).unwrap_or(Reason::GoalMet(shown))
}

/// Whether a candidate that reached the goal is accepted: a person need not look at it.
pub(super) fn is_accepted(measured: &Timed) -> bool {
    fast_enough(measured).verdict() == Verdict::Accepted
}

/// Why a candidate that missed the goal is not rejected: the course's own solution,
/// measured right after, does not pass either, and then the machine may be to blame; or
/// something that a rejection needs was not measured.
fn unconfirmed(
    decision: Decision,
    case: &Attempts,
    measured: &Timed,
    kind: Kind,
) -> Option<Reason> {
    if !decision.is_fail() {
        return None;
    }
    let shown = measured.shown();
    match &measured.control {
        Some(control) if decide(control) != Decision::Met => {
            let Timed { speedup, pairs, blocks, .. } = Timed::new(&case.case, control.clone());
            return Some(Reason::SolutionMissed { shown, solution: speedup, pairs, blocks });
        }
        _ => {}
    }
    if measured.beside.as_ref().is_some_and(|beside| !decide(beside).is_fail()) {
        return Some(Reason::SlowAsSolution(shown));
    }
    Some(Reason::Unconfirmed { shown, lacks: lacks(case, kind)? })
}

/// Whether a busy machine may reject a candidate all the same, by its CPU times and
/// those of the course's solution, measured right after.
fn cannot_be_fast(measured: &Timed) -> bool {
    cannot_reach(&measured.samples) && measured.control.as_ref().is_some_and(trusts_cpu_times)
}

/// What a candidate leads to that is faster than the cores can make it: whether it is
/// a better serial program, by what one thread of it does.
fn beyond_the_cores(measured: &Timed) -> Reason {
    let (shown, threads) = (measured.shown(), measured.samples.threads);
    let on_one = measured.alone.as_ref().map(|alone| Timed::new(&measured.case, alone.clone()));
    let alone = on_one.as_ref().and_then(|on_one| on_one.speedup);
    match on_one.as_ref().zip(alone) {
        Some((on_one, alone)) if explains(on_one, alone, measured) => {
            Reason::BetterAlone { shown, threads, alone }
        }
        _ => Reason::BeyondCores { shown, threads, alone },
    }
}

/// Whether a candidate is so fast on one thread, and on one core, that its cores explain
/// the rest.
fn explains(alone: &Timed, shown: Speedup, measured: &Timed) -> bool {
    let one_core = alone.cores_used.is_some_and(|cores| cores < ONE_CORE_MAX);
    let rest = measured.beyond_cores();
    let samples =
        Timing { goal: Goal::SpeedupMin(rest.unwrap_or(f64::MAX)), ..alone.samples.clone() };
    one_core && shown.high <= BETTER_ALONE_MAX && decide(&samples) == Decision::Met
}

/// Whether a candidate is faster than memory allows, where the goal is one that cores
/// alone reach.
fn is_implausible(measured: &Timed) -> bool {
    matches!(measured.goal, Goal::Efficiency { .. }) && outruns_memory(measured)
}

/// Whether a goal of cores was met on about one, where CPU times are known: a share of the
/// cores, or to be faster than itself on one thread. A candidate that is faster so, on
/// one core, was slow on one thread by choice. A candidate's own word counts where the grader saw nothing.
fn is_on_one_core(measured: &Timed) -> bool {
    let from_cores = match measured.samples.against {
        Against::Baseline => matches!(measured.goal, Goal::Efficiency { .. }),
        Against::OneThread => measured.goal_speedup.is_some_and(|goal| goal >= GOAL_ABOVE_SERIAL),
        Against::BestChoice { .. } | Against::HalfTheSize | Against::Solution => false,
    };
    let told = |block: &&Block| block.candidate_seen_cpu_s.or(block.longest_cpu_s).is_some();
    // A short run may slip by unseen: the figure is the middle one of all.
    let blocks = &measured.samples.blocks;
    let is_known = 2 * blocks.iter().filter(told).count() > blocks.len();
    let about_one = measured.cores_used.is_some_and(|cores| cores < ONE_CORE_MAX);
    from_cores && is_known && about_one
}

/// Whether a candidate was done before all threads together could have read the
/// inputs once.
fn outruns_memory(measured: &Timed) -> bool {
    let run_s = measured.candidate_s.map(|s| s * measured.samples.calls as f64);
    let times = run_s.zip(measured.samples.setup.reading_s);
    times.is_some_and(|(run_s, reading_s)| IMPLAUSIBLE_FROM * run_s < reading_s)
}

/// What a person should look at where all choices of a sweep take about as long: then
/// it is not known what the candidate chose.
fn ignored_choice(measured: &Timed) -> Option<Reason> {
    let Against::BestChoice { own, spread, .. } = measured.samples.against else { return None };
    let spread = spread.filter(|&spread| spread < CHOICE_MATTERS_FROM)?;
    Some(Reason::ChoiceIgnored { own, spread })
}

fn unclear_reason(unclear: Unclear, measured: &Timed, case: &Attempts) -> Reason {
    let goal = measured.goal_speedup.unwrap_or_default();
    let capacity = measured.samples.setup.capacity.unwrap_or_default();
    let threads = measured.samples.threads;
    let Timed { pairs, blocks, speedup, .. } = *measured;
    match unclear {
        Unclear::Contended => {
            let is_retry = case.candidates().next_back().is_some_and(|last| last.is_retry);
            // Where nothing counted, no ratio means anything.
            let looks_like = measured.looks_like.filter(|_| pairs > 0);
            Reason::Contended { pairs, blocks, is_retry, looks_like }
        }
        Unclear::Borderline if measured.scatters() => Reason::Scattered { speedup, goal },
        Unclear::Borderline => Reason::Borderline { goal },
        Unclear::OneCore => Reason::OneCore { quota: None },
        Unclear::Restless => Reason::Restless { pairs, blocks },
        Unclear::Spoiled => Reason::Spoiled { pairs, blocks, goal },
        Unclear::RisenCapacity => Reason::RisenCapacity { threads, capacity, goal },
        Unclear::LowCapacity => Reason::LowCapacity { threads, capacity, goal },
    }
}

/// A timed case as it is reported: the figures that the verdict rests on, and
/// the samples that they come from. All of it follows from the [`Attempts`].
#[derive(Clone, Debug, PartialEq)]
pub struct Timed {
    /// The case's name.
    pub case: String,
    /// What the exercise asks for.
    pub goal: Goal,
    /// The speedup to reach on this machine.
    pub goal_speedup: Option<f64>,
    /// The speedup over the counted pairs.
    pub speedup: Option<Speedup>,
    /// How many pairs counted.
    pub pairs: usize,
    /// How many of them were above the goal.
    pub pairs_above: usize,
    /// How many blocks were measured.
    pub blocks: usize,
    /// What did not count and why.
    pub uncounted: Vec<Uncounted>,
    /// Median time of the baseline, in seconds per run.
    pub baseline_s: Option<f64>,
    /// Median time of the candidate, in seconds per run.
    pub candidate_s: Option<f64>,
    /// Median CPU time over wall time of the candidate.
    pub cores_used: Option<f64>,
    /// The speedup relative to the witness; a hint, never decided on.
    pub looks_like: Option<f64>,
    /// The samples that the figures come from.
    pub samples: Timing,
    /// The course's solution on the same case, measured right after a candidate
    /// that did not reach the goal.
    pub control: Option<Timing>,
    /// The candidate against the solution, in the same blocks, where it is about to be
    /// rejected.
    pub beside: Option<Timing>,
    /// The candidate's attempt before.
    pub earlier: Option<Timing>,
    /// The candidate on one thread, where it is faster than the cores can make it.
    pub alone: Option<Timing>,
    /// Why the candidate is slow, if it is.
    pub diagnosis: Option<Diagnosis>,
}

/// Blocks that did not count, by the gate that they failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uncounted {
    /// The gate.
    pub gate: Gate,
    /// How many blocks failed it.
    pub blocks: usize,
}

impl Timed {
    /// Sums up what was measured of a case; nothing if the candidate was not.
    pub fn of(case: &Attempts) -> Option<Self> {
        let last = |role| case.last_of(role).cloned();
        Some(Self {
            earlier: case.candidates().rev().nth(1).map(|attempt| attempt.timing.clone()),
            control: last(AttemptRole::Control),
            beside: last(AttemptRole::Beside),
            alone: last(AttemptRole::Alone),
            diagnosis: case.profile.clone().map(diagnose),
            ..Self::new(&case.case, case.decisive()?.clone())
        })
    }

    /// Sums up one series of blocks.
    pub fn new(case: &str, samples: Timing) -> Self {
        let counted = samples.counted();
        // Where nothing counts, the plain medians still say roughly where one is.
        let shown: Vec<&Block> =
            if counted.is_empty() { samples.blocks.iter().collect() } else { counted.clone() };
        let per_call = |pick: fn(&Block) -> f64| {
            let values: Vec<f64> = shown.iter().map(|block| pick(block)).collect();
            stats::median(&values)
        };
        let calls = samples.calls.max(1) as f64;
        let goal_speedup = samples.goal_speedup();
        let above = |block: &&&Block| goal_speedup.is_some_and(|goal| block.ratio() > goal);
        let capacity = samples.setup.capacity;
        let to_witness = per_call(|block| block.witness_s / block.candidate_s);
        Self {
            case: case.to_owned(),
            goal: samples.goal,
            goal_speedup,
            speedup: speedup(&counted),
            pairs: counted.len(),
            pairs_above: counted.iter().filter(above).count(),
            blocks: samples.blocks.len(),
            uncounted: uncounted(&samples.failed_gates()),
            baseline_s: per_call(|block| block.baseline_s).map(|s| s / calls),
            candidate_s: per_call(|block| block.candidate_s).map(|s| s / calls),
            cores_used: per_call(Block::cores_used),
            looks_like: capacity
                .zip(to_witness)
                .map(|(capacity, ratio)| capacity * ratio * samples.setup.baseline_per_witness),
            samples,
            control: None,
            beside: None,
            earlier: None,
            alone: None,
            diagnosis: None,
        }
    }
}

impl Timed {
    /// How fast one thread alone must be for the cores to explain the rest, where the goal
    /// is one that cores reach and the speedup is more than they bring. Caches explain
    /// some of it, so there is room.
    pub fn beyond_cores(&self) -> Option<f64> {
        let ceiling = IMPLAUSIBLE_FROM * self.samples.threads as f64;
        let from_cores = matches!(self.goal, Goal::Efficiency { .. });
        let rest = self.speedup.filter(|_| from_cores)?.low / ceiling;
        (rest > 1.0).then_some(rest)
    }

    /// Whether the interval is so wide that its middle says little.
    fn scatters(&self) -> bool {
        self.speedup.is_some_and(|speedup| speedup.high > CLOSE * speedup.low)
    }

    /// What the samples show.
    pub fn shown(&self) -> Shown {
        Shown {
            speedup: self.speedup,
            goal: self.goal_speedup.unwrap_or_default(),
            growth: self.growth(),
        }
    }

    /// How much longer twice the input takes, where that is asked.
    pub fn growth(&self) -> Option<Growth> {
        let is_asked = self.samples.against == Against::HalfTheSize;
        let times_max = self.goal_speedup.filter(|_| is_asked)?.recip();
        Some(Growth { speedup: self.speedup, times_max })
    }

    /// How many cores the candidate used.
    fn cores(&self) -> CoresUsed {
        let threads = self.samples.threads;
        CoresUsed { cores: self.cores_used.unwrap_or_default(), threads }
    }
}

fn uncounted(failed: &[Option<Gate>]) -> Vec<Uncounted> {
    let mut gates: Vec<Gate> = failed.iter().flatten().copied().collect();
    gates.sort_unstable();
    let groups = gates.chunk_by(|a, b| a == b);
    groups.map(|group| Uncounted { gate: group[0], blocks: group.len() }).collect()
}
