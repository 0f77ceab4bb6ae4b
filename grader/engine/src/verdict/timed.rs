//! One timed case as it is reported: its verdict in words, and the figures that
//! the verdict rests on.

use super::attempts::{AttemptRole, Attempts, Kind, lacks};
use super::{
    Against, Block, Decision, Diagnosis, GOAL_ABOVE_SERIAL, Gate, Goal, Reason, Speedup, Timing,
    Unclear, Verdict, WITNESS_SHARE, cannot_reach, decide, diagnose, trusts_cpu_times,
};
use serde::{Deserialize, Serialize};
use speedup::{speedup, stats};

/// A speedup of more than so many times the threads, or reading that many times
/// as fast as memory brings it, is looked at by a person.
const IMPLAUSIBLE_FROM: f64 = 1.3;
/// A program that is more than so many times as fast as the baseline on one thread is
/// looked at by a person all the same: the baseline is meant to be the best serial
/// program, and whoever leaves out half of its work has found something, or cheats.
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

/// Said of a rejection for speed that nothing could confirm.
const UNCONFIRMED: &str = "This copy holds no solution to check that this machine could have \
                           passed; your course's grading decides.";

/// The verdict on one timed case, with the numbers that it rests on.
pub(super) fn judge_case(case: &Attempts, kind: Kind) -> (Verdict, Reason) {
    let (verdict, mut reason) = decided(case, kind);
    if verdict == Verdict::LowSpeedup && kind == Kind::Uncontrolled {
        reason.text = format!("{} {UNCONFIRMED}", reason.text);
    }
    (verdict, reason)
}

fn decided(case: &Attempts, kind: Kind) -> (Verdict, Reason) {
    let Some(measured) = Timed::of(case) else { return unfinished() };
    let found = found(&measured);
    let decision = decide(&measured.samples);
    if let Some(reason) = unconfirmed(decision, case, &measured, kind) {
        return (Verdict::Inconclusive, reason);
    }
    match decision {
        Decision::Met => fast_enough(&measured, found),
        Decision::NotMet => {
            let own = choice_sentence(&measured).or_else(|| growth_advice(&measured));
            let told = || measured.diagnosis.as_ref().map(|found| found.text.clone());
            let why = own.or_else(told).unwrap_or_else(|| cores_sentence(&measured));
            (Verdict::LowSpeedup, Reason::new("goal_not_met", format!("{found} {why}")))
        }
        Decision::Unstable => {
            let share = 100.0 * measured.pairs_above as f64 / measured.pairs.max(1) as f64;
            let text = format!("{found} It reaches the goal in only {share:.0} % of clean runs.");
            (Verdict::LowSpeedup, Reason::new("unstable", text))
        }
        Decision::Unclear(Unclear::Contended) if cannot_be_fast(&measured) => {
            let text = format!(
                "{found} Others used the cores, but free cores would not help: one thread alone \
                 uses more CPU time than the goal allows for the whole run. {}",
                cores_sentence(&measured)
            );
            (Verdict::LowSpeedup, Reason::new("longest_thread", text))
        }
        Decision::Unclear(unclear) => {
            let twice = case.candidates().next_back().is_some_and(|last| last.is_retry);
            (Verdict::Inconclusive, unclear_reason(unclear, &measured, twice))
        }
        Decision::More => unfinished(),
    }
}

/// Nothing is decided yet.
fn unfinished() -> (Verdict, Reason) {
    (Verdict::Inconclusive, Reason::new("unfinished", "The measuring was cut short."))
}

/// What the samples show, in one sentence.
fn found(measured: &Timed) -> String {
    let goal = measured.goal_speedup.unwrap_or_default();
    let speedup = measured.speedup.map_or_else(
        || "No pair of runs counted".to_owned(),
        |speedup| format!("Speedup {speedup}"),
    );
    measured.growth().map_or_else(
        || format!("{speedup}, goal {goal:.2}x."),
        |growth| format!("Growth: {growth}."),
    )
}

/// The verdict on a candidate that reached the goal.
fn fast_enough(measured: &Timed, found: String) -> (Verdict, Reason) {
    if measured.beyond_cores().is_some() && !outruns_memory(measured) {
        return beyond_the_cores(measured, &found);
    }
    if is_implausible(measured) {
        let text = format!(
            "{found} That is more than memory brings. A person should look at this file: it may \
             be very clever, or it may cheat."
        );
        return (Verdict::Inconclusive, Reason::new("implausible", text));
    }
    if is_on_one_core(measured) {
        let text = one_core_text(measured, &found);
        return (Verdict::Inconclusive, Reason::new("one_core_used", text));
    }
    match ignored_choice(measured) {
        Some(reason) => (Verdict::Inconclusive, reason),
        None => (Verdict::Accepted, Reason::new("goal_met", found)),
    }
}

/// Whether a candidate that reached the goal is accepted: a person need not look at it.
pub(super) fn is_accepted(measured: &Timed) -> bool {
    fast_enough(measured, String::new()).0 == Verdict::Accepted
}

/// What a person should look at where a goal of cores was met on one.
fn one_core_text(measured: &Timed, found: &str) -> String {
    let used = measured.cores_used.unwrap_or_default();
    let (asked, may_be) = match measured.samples.against {
        Against::OneThread => {
            ("to be faster on all cores than on one", "slow on one thread on purpose")
        }
        _ => ("a share of what the cores do together", "a better serial program than the baseline"),
    };
    let threads = measured.samples.threads;
    format!(
        "{found} But it uses {used:.1} of {threads} cores, and the goal is {asked}. A person should \
         look at this file: it may be {may_be}."
    )
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
    let found = found(measured);
    match &measured.control {
        Some(control) if decide(control) != Decision::Met => {
            return Some(Reason::new("control", control_text(&case.case, control, &found)));
        }
        _ => {}
    }
    if measured.beside.as_ref().is_some_and(|beside| !decide(beside).is_fail()) {
        let text = format!(
            "{found} But measured in turn with the course's own solution, it was not clearly too \
             slow. So this machine may be to blame, and this is not a fail. Run again when it is \
             quiet."
        );
        return Some(Reason::new("control", text));
    }
    let lacking = match lacks(case, kind)? {
        AttemptRole::Control => "the course's own solution was not measured after it",
        AttemptRole::Beside => "it was not measured in turn with the course's own solution",
        _ => "it was measured only once",
    };
    let text = format!("{found} But {lacking}. So this is not a fail yet: grade the file again.");
    Some(Reason::new("unconfirmed", text))
}

/// What the solution showed in the candidate's place, where it did not pass.
fn control_text(case: &str, control: &Timing, found: &str) -> String {
    let control = Timed::new(case, control.clone());
    let shown = control.speedup.map_or_else(
        || "no pair of its runs counted".to_owned(),
        |speedup| {
            let (pairs, blocks) = (control.pairs, control.blocks);
            format!("{pairs} of its {blocks} pairs counted and showed {speedup}")
        },
    );
    format!(
        "{found} But the course's own solution, measured right after, did not clearly reach it \
         either: {shown}. So this machine may be to blame, and this is not a fail. Run again when \
         it is quiet."
    )
}

/// Whether a busy machine may reject a candidate all the same, by its CPU times and
/// those of the course's solution, measured right after.
fn cannot_be_fast(measured: &Timed) -> bool {
    cannot_reach(&measured.samples) && measured.control.as_ref().is_some_and(trusts_cpu_times)
}

/// The verdict on a candidate that is faster than the cores can make it: whether it is
/// a better serial program, by what one thread of it does.
fn beyond_the_cores(measured: &Timed, found: &str) -> (Verdict, Reason) {
    let threads = measured.samples.threads;
    let alone = measured.alone.as_ref().map(|alone| Timed::new(&measured.case, alone.clone()));
    let shown = alone.as_ref().and_then(|alone| alone.speedup);
    if let Some((alone, shown)) = alone.as_ref().zip(shown)
        && explains(alone, shown, measured)
    {
        let text = format!(
            "{found} That is more than {threads} cores alone can do. But on one thread it already has \
             {shown}: it is a better serial program than the baseline, and a parallel one."
        );
        return (Verdict::Accepted, Reason::new("goal_met", text));
    }
    let on_one = shown.map_or_else(String::new, |shown| format!(" On one thread it has {shown}."));
    let text = format!(
        "{found} That is more than {threads} cores can do by running in parallel.{on_one} A person \
         should look at this file: it may be very clever, or it may cheat."
    );
    (Verdict::Inconclusive, Reason::new("implausible", text))
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

/// What a candidate's choice costs against the best one.
fn choice_sentence(measured: &Timed) -> Option<String> {
    let Against::BestChoice { best, own, .. } = measured.samples.against else { return None };
    let times = 1.0 / measured.speedup?.median;
    Some(format!(
        "Your choice of {own} takes {times:.2} times as long as {best}, the best of a sweep."
    ))
}

/// What a person should look at where all choices of a sweep take about as long: then
/// nobody knows what the candidate chose.
fn ignored_choice(measured: &Timed) -> Option<Reason> {
    let Against::BestChoice { own, spread, .. } = measured.samples.against else { return None };
    let spread = spread.filter(|&spread| spread < CHOICE_MATTERS_FROM)?;
    let text = format!(
        "Your choice is {own}, and it is as quick as the best of a sweep. But so are all others: \
         the slowest takes {spread:.2} times as long. So your program does not seem to use the \
         choice that it is given. Use it, and run again. If it does, show it to a person."
    );
    Some(Reason::new("choice_ignored", text))
}

/// What to do about work that grows too fast.
fn growth_advice(measured: &Timed) -> Option<String> {
    let asked = measured.samples.against == Against::HalfTheSize;
    asked.then(|| {
        "Its work grows faster than the input: more cores do not change that, a better algorithm \
         does."
            .to_owned()
    })
}

/// How parallel the candidate was, in words.
fn cores_sentence(measured: &Timed) -> String {
    let (cores, threads) = (measured.cores_used.unwrap_or_default(), measured.samples.threads);
    // Idle workers spin for some microseconds, so serial code uses a little more.
    let serial_below = 1.1;
    if cores < serial_below {
        return format!("It ran on one core ({cores:.1} of {threads}): nothing ran in parallel.");
    }
    format!("It kept {cores:.1} of {threads} cores busy.")
}

fn unclear_reason(unclear: Unclear, measured: &Timed, twice: bool) -> Reason {
    let goal = measured.goal_speedup.unwrap_or_default();
    match unclear {
        Unclear::Contended => {
            // Where nothing counted, no ratio means anything.
            let hint = measured.looks_like.filter(|_| measured.pairs > 0).map_or_else(String::new, |hint| {
                format!(
                    " Beside the grader's own test loop under the same load it looks like {hint:.1}x."
                )
            });
            let seen = match measured.blocks {
                0 => "the cores were never all free while I looked.".to_owned(),
                blocks => format!("only {} of {blocks} pairs had all cores free.", measured.pairs),
            };
            let twice = if twice { " I tried twice." } else { "" };
            let text = format!(
                "This machine is busy: {seen}{twice}{hint} This is not a fail. Close other \
                 programs, and run again."
            );
            Reason::new("contended", text)
        }
        Unclear::Borderline if measured.scatters() => {
            let shown = measured.speedup.map_or_else(String::new, |speedup| speedup.to_string());
            let text = format!(
                "The runs scatter too widely to tell {shown} from the goal of {goal:.2}x. This is not \
                 a fail. Run again when the machine is quiet. If it comes back, look for what \
                 differs from run to run: which thread gets which part, and who waits for whom."
            );
            Reason::new("scattered", text)
        }
        Unclear::Borderline => {
            let text = format!(
                "The speedup is too close to the goal of {goal:.2}x to tell them apart. This is \
                 not a fail. A little faster and it passes."
            );
            Reason::new("borderline", text)
        }
        Unclear::OneCore => {
            let text = "Only one core may be used here, so nothing can run in parallel and speed \
                        is not judged.";
            Reason::new(super::ONE_CORE, text)
        }
        Unclear::Restless => {
            let text = format!(
                "Your program is busy outside its turn: it takes too long from its input to its \
                 start, or from its end to its answers. So only {} of {} pairs count. Does a thread \
                 go on after the function has returned? Join it. This is not a fail.",
                measured.pairs, measured.blocks
            );
            Reason::new("restless", text)
        }
        Unclear::Spoiled => {
            let goal_missed = measured.blocks - measured.pairs;
            let text = format!(
                "The {} pairs that count reach the goal of {goal:.2}x, but {goal_missed} others do \
                 not count, and too many of them miss it. Other programs can do that, and so can \
                 threads that are still busy when a run is over. This is not a fail. Run again when \
                 the machine is quiet. If it comes back, a person should look at this file.",
                measured.pairs
            );
            Reason::new("spoiled", text)
        }
        Unclear::RisenCapacity => {
            let capacity = measured.samples.setup.capacity.unwrap_or_default();
            let text = format!(
                "Before measuring, all {} cores together did {capacity:.2} times the work of one, and \
                 clearly more later. So the goal of {goal:.2}x was too low, and the speedup is too \
                 close to a higher one. This is not a fail. Run again when the machine is quiet.",
                measured.samples.threads
            );
            Reason::new("risen_capacity", text)
        }
        Unclear::LowCapacity => Reason::new("low_capacity", low_capacity_text(measured)),
    }
}

/// Why no speedup can be told from none: the cores bring too little, or the exercise asks
/// for too small a share of them.
fn low_capacity_text(measured: &Timed) -> String {
    let threads = measured.samples.threads;
    let goal = measured.goal_speedup.unwrap_or_default();
    let capacity = measured.samples.setup.capacity.unwrap_or_default();
    let found = format!(
        "All {threads} cores together did {capacity:.2} times the work of one, and the goal is a \
         share of that: {goal:.2}x. A goal below {GOAL_ABOVE_SERIAL}x cannot be told from no speedup."
    );
    let advice = if capacity < WITNESS_SHARE * threads as f64 {
        "If that is a neighbour's doing, run again later."
    } else {
        "The cores are there: so the exercise asks for too little, and its author should know."
    };
    format!("{found} {advice}")
}

/// A timed case as it is reported: the figures that the verdict rests on, and
/// the samples that they come from. All of it follows from the [`Attempts`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Timed {
    /// The case's name.
    #[serde(skip)]
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
    #[serde(skip)]
    pub samples: Timing,
    /// The course's solution on the same case, measured right after a candidate
    /// that did not reach the goal.
    #[serde(skip)]
    pub control: Option<Timing>,
    /// The candidate against the solution, in the same blocks, where it is about to be
    /// rejected.
    #[serde(skip)]
    pub beside: Option<Timing>,
    /// The candidate's attempt before.
    #[serde(skip)]
    pub earlier: Option<Timing>,
    /// The candidate on one thread, where it is faster than the cores can make it.
    #[serde(skip)]
    pub alone: Option<Timing>,
    /// Why the candidate is slow, if it is.
    #[serde(skip)]
    pub diagnosis: Option<Diagnosis>,
}

/// Blocks that did not count, by the gate that they failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

    /// How much longer twice the input takes, where that is asked.
    pub fn growth(&self) -> Option<String> {
        if self.samples.against != Against::HalfTheSize {
            return None;
        }
        let allowed = self.goal_speedup?.recip();
        let found = self.speedup.map_or_else(
            || "it is not known how long twice the input takes".to_owned(),
            |Speedup { median, low, high, .. }| {
                let [times, least, most] = [median, high, low].map(f64::recip);
                format!("twice the input takes {times:.2} times as long ({least:.2}–{most:.2})")
            },
        );
        Some(format!("{found}, goal at most {allowed:.2} times"))
    }
}

fn uncounted(failed: &[Option<Gate>]) -> Vec<Uncounted> {
    let mut gates: Vec<Gate> = failed.iter().flatten().copied().collect();
    gates.sort_unstable();
    let groups = gates.chunk_by(|a, b| a == b);
    groups.map(|group| Uncounted { gate: group[0], blocks: group.len() }).collect()
}
