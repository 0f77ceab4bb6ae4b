//! Is the speedup at least the goal? The rule for one timed case.
//!
//! The unit of evidence is a block: one run each of the baseline, the candidate
//! and the witness, in random order. The witness is the grader's own perfectly
//! parallel kernel. No function of the first two times alone can tell a slow
//! candidate from a stolen core; the witness and the other gates say whether
//! the cores were there, and only then does the block's pair count. A gate
//! never looks at how fast the candidate was.

use crate::{Goal, stats};
use serde::{Deserialize, Serialize};
use std::fmt;

/// More counted pairs than this settle nothing that fewer did not.
const PAIRS_MAX: usize = 300;
/// With fewer counted pairs an open question is the machine's fault.
const PAIRS_ENOUGH: usize = 30;
/// Gate `serial`: wall time over CPU time of the baseline, as a share of it.
pub const SERIAL_SHARE: f64 = 0.02;
/// Gate `serial`: what two clock readings may differ by, in seconds.
const SERIAL_SLACK_S: f64 = 5e-6;
/// Gate `rendezvous`: on free cores the pool gathers in 5 to 30 µs.
pub const RENDEZVOUS_MAX_S: f64 = 150e-6;
/// Gate `witness`: the share of all cores that the witness must have had.
pub const WITNESS_SHARE: f64 = 0.9;
/// The same on cores that are not equal, as a share of the measured capacity.
const WITNESS_SHARE_UNEQUAL: f64 = 0.93;
/// Gate `serial`: the share of all cores that the witness seems to have had. It
/// cannot have had more than all: then the baseline was slowed, by a host that
/// took the core away and let the CPU clock run on.
const WITNESS_SHARE_MAX: f64 = 1.15;
/// Gate `run_delay`: waiting for a core, as a share of the candidate's time.
pub const RUN_DELAY_SHARE: f64 = 0.03;
/// Gate `run_delay`: waking up costs this much even on free cores, in seconds.
pub const RUN_DELAY_SLACK_S: f64 = 100e-6;
/// Gate `run_delay`: a pool with less than this share of the candidate's CPU time
/// was idle. After a rendezvous idle workers spin for some 50 µs.
pub const POOL_SHARE: f64 = 0.1;
/// Gate `run_delay`: so much of the run, as a share, the thread that called the pool may
/// have kept a worker from its core. Longer serial parts let the workers sleep.
const CALLER_SHARE: f64 = 0.25;
/// Gate `restless`: the candidate's CPU time outside its turn, as a share of the
/// baseline's time, and in seconds: each of its threads wakes up to be stopped.
const RESTLESS_SHARE: f64 = 0.05;
const RESTLESS_SLACK_S: f64 = 300e-6;
/// Gate `restless`: how long the candidate may take from its input to its start and
/// from its end to its last answer, in times what the judge needs for the same bytes, as
/// a share of the candidate's time, and in seconds: its pool gathers meanwhile. So much
/// work a hostile process can hide from the clock, and no more.
const AROUND_TIMES: f64 = 1.5;
const AROUND_SHARE: f64 = 0.05;
const AROUND_SLACK_S: f64 = 150e-6;
/// Gate `clock`: the process's own clock against the grader's, as a share.
const CLOCK_SHARE: f64 = 0.02;
/// Gate `clock`: the bytes' way from process to grader, in seconds.
const CLOCK_SLACK_S: f64 = 100e-6;
/// A candidate with more threads than cores delays itself: so many blocks that
/// fail by `run_delay` alone, and that share of them, and the gate is dropped.
const OWN_DELAY_BLOCKS: usize = 20;
const OWN_DELAY_SHARE: f64 = 0.8;
/// Threads that were ready for this multiple of all cores are a crowd.
const CROWD: f64 = 1.25;
/// A candidate is rejected by its CPU times on so many runs at the least, and if they
/// miss the goal by this share or more.
const BOUND_BLOCKS: usize = 20;
const BOUND_MARGIN: f64 = 0.15;
/// Below this share of what one core of them all would bring, no bad luck with cores
/// explains a run.
const FAR_SHARE: f64 = 0.8;
/// How many pairs are enough where there is no time for more and each is far below the goal.
const FAR_PAIRS: usize = 5;
/// A candidate that is busy outside its turn in so many blocks in which the machine was
/// free, and in that share of those that would count otherwise, keeps itself from being
/// judged.
const RESTLESS_BLOCKS: usize = 20;
const RESTLESS_BLOCKS_SHARE: f64 = 0.8;
/// A side that is late around its run was at work there for this share of the time, or
/// waited for the machine.
const BUSY_SHARE: f64 = 0.5;
/// A candidate passes with at least so many counted pairs for each slow run that did not count,
/// by a gate that a candidate's own doing can fail.
const SPOILED_PAIRS: usize = 2;
/// The witness had so many times the measured capacity in the blocks that count: then
/// the capacity is one of a busy moment, and the goal rests on what the witness had.
const CONTRADICTION: f64 = 1.1;
/// An efficiency goal below this is one that serial code might reach.
pub const GOAL_ABOVE_SERIAL: f64 = 1.05;

/// All that was measured for one timed case.
#[derive(Clone, Debug, PartialEq)]
pub struct Timing {
    /// What the exercise asks for.
    pub goal: Goal,
    /// Whom the candidate runs against.
    pub against: Against,
    /// Threads asked for, which is also how many cores must be there.
    pub threads: usize,
    /// Inputs per run: short runs are timed several at a time.
    pub calls: usize,
    /// What was found before the first block.
    pub setup: Setup,
    /// In the order of measuring.
    pub blocks: Vec<Block>,
    /// Whether the time for measuring ran out.
    pub out_of_time: bool,
    /// How long the measuring took, in seconds.
    pub seconds: f64,
}

/// Whom a candidate runs against. What the rest of this module calls the
/// baseline is this.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Against {
    /// The spec's serial program.
    #[default]
    Baseline,
    /// Itself on one thread: how it scales.
    OneThread,
    /// Itself with the best choice of a sweep in place of its own.
    BestChoice {
        /// The best of the sweep.
        best: usize,
        /// The candidate's choice.
        own: usize,
        /// How many times as long the slowest of the sweep takes as the best; nothing in
        /// older recordings.
        spread: Option<f64>,
    },
    /// Itself on half of the input: how its time grows.
    HalfTheSize,
    /// The course's solution, where a candidate is about to be rejected.
    Solution,
}

/// What is measured before the first block, by the grader's own kernel.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Setup {
    /// How many threads' worth of work the machine does at once: the best
    /// clean ratio of serial to parallel witness. Nothing, if no run was clean.
    pub capacity: Option<f64>,
    /// The size of the inputs, drawn around the case's own.
    pub size: Option<usize>,
    /// Ratio of the baseline's undisturbed time to the serial witness's.
    pub baseline_per_witness: f64,
    /// The serial witness's time, in seconds, where the candidate runs against itself
    /// on all cores: such runs scatter too much to stand for it.
    pub serial_witness_s: Option<f64>,
    /// How long it takes to hand over the inputs, by the judge's example, in seconds.
    pub handing_s: f64,
    /// How long it takes to fetch the answers, by the judge's example, in seconds.
    pub answering_s: f64,
    /// How long all threads together need to read as much memory as the inputs
    /// have, in seconds; nothing where that is too little to tell.
    pub reading_s: Option<f64>,
}

/// One run each of baseline, candidate and witness; times in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Block {
    /// The baseline, by the grader's clock.
    pub baseline_s: f64,
    /// The candidate, by the grader's clock.
    pub candidate_s: f64,
    /// The parallel witness, by its own process's clock.
    pub witness_s: f64,
    /// The baseline, by its own process's clock.
    pub baseline_own_s: f64,
    /// CPU time of the baseline's thread. A baseline on several cores has its
    /// wall time here if it had them all, and 0 if not.
    pub baseline_cpu_s: f64,
    /// The candidate, by its own process's clock.
    pub candidate_own_s: f64,
    /// CPU time of the candidate's process during the run.
    pub candidate_cpu_s: f64,
    /// How long the candidate's pool took to gather just before the run.
    pub gathered_before_s: f64,
    /// The same just after it.
    pub gathered_after_s: f64,
    /// How long the threads of the candidate's pool waited for a core; only
    /// Linux tells.
    pub run_delay_s: Option<f64>,
    /// CPU time of the candidate's pool; only Linux tells.
    pub pool_cpu_s: Option<f64>,
    /// The most threads of its own that the candidate was seen to have at once, each
    /// with a core or waiting for one. Only older recordings have it: today each
    /// thread enters what it waited for, and a crowd is told by that.
    pub own_threads: usize,
    /// How long threads of its own waited for a core; nothing if it has none.
    pub own_delay_s: Option<f64>,
    /// The most CPU time that one of its threads used; only Linux tells.
    pub longest_cpu_s: Option<f64>,
    /// CPU time that the candidate's process used outside its turn.
    pub candidate_foreign_cpu_s: f64,
    /// From the first byte of the candidate's input to its start.
    pub candidate_handing_s: f64,
    /// From the candidate's end to the last byte of its answers.
    pub candidate_answering_s: f64,
    /// CPU time of the candidate's process in those two times; nothing in older
    /// recordings.
    pub candidate_around_cpu_s: Option<f64>,
    /// CPU time of the candidate's process that the grader saw, from the start of the
    /// run on; nothing in older recordings.
    pub candidate_seen_cpu_s: Option<f64>,
    /// How long the grader looked for that.
    pub candidate_seen_s: f64,
    /// When the block was over, in seconds since measuring began.
    pub at_s: f64,
}

impl Block {
    /// The speedup that this block shows.
    pub fn ratio(&self) -> f64 {
        self.baseline_s / self.candidate_s
    }

    /// How many cores the candidate used, seen from outside.
    pub fn cores_used(&self) -> f64 {
        match self.candidate_seen_cpu_s {
            Some(cpu_s) => cpu_s / self.candidate_seen_s,
            None => self.candidate_cpu_s / self.candidate_own_s,
        }
    }

    /// Whether it was rather busy than kept waiting around its run. Nothing speaks for the
    /// machine in older recordings.
    fn was_busy_around(&self) -> bool {
        let around_s = self.candidate_handing_s + self.candidate_answering_s;
        let is_busy = |cpu_s: f64| cpu_s + self.candidate_foreign_cpu_s >= BUSY_SHARE * around_s;
        self.candidate_around_cpu_s.is_none_or(is_busy)
    }

    /// Whether threads of its own were ready to use clearly more than all cores: then
    /// they waited for each other, whatever other programs were there.
    fn is_crowded(&self, cores: usize) -> bool {
        let own_cpu_s = self.candidate_cpu_s - self.pool_cpu_s.unwrap_or_default();
        let ready_s = own_cpu_s + self.own_delay_s.unwrap_or_default();
        ready_s > CROWD * cores as f64 * self.candidate_own_s
    }

    /// The speedup that it can reach at most on any number of free cores: its longest
    /// thread needs that long. Both figures are CPU times.
    fn bound(&self) -> Option<f64> {
        let longest_s = self.longest_cpu_s.filter(|&longest_s| longest_s > 0.0)?;
        (self.baseline_cpu_s > 0.0).then(|| self.baseline_cpu_s / longest_s)
    }

    /// How long workers of the pool may have queued behind the thread that called it. While
    /// that works alone, as between two parallel parts, a worker that looks for work gives
    /// up its core again and again, and is ready all the time.
    fn caller_s(&self) -> f64 {
        let outside = self.pool_cpu_s.map(|pool_s| self.candidate_cpu_s - pool_s);
        outside.unwrap_or_default().clamp(0.0, CALLER_SHARE * self.candidate_own_s.max(0.0))
    }

    /// How long the candidate was kept from its cores. Where its pool did
    /// hardly anything, it does not matter that idle workers queued behind the
    /// thread that worked. What counts then is what threads of its own waited for
    /// or, if it has none, wall time without CPU time.
    ///
    /// Threads of its own may be more than there are cores and wait for each other.
    /// Of their waiting only as much was others' doing as the candidate lacks to
    /// have had all the cores, from start to end.
    pub fn waited_s(&self, cores: usize) -> Option<f64> {
        let pool_worked =
            self.pool_cpu_s.is_none_or(|cpu_s| cpu_s >= POOL_SHARE * self.candidate_cpu_s);
        let pool_delay_s = self.run_delay_s.filter(|_| pool_worked);
        match (self.own_delay_s, pool_delay_s) {
            (Some(own), pool) => {
                let all_cores_s = cores as f64 * self.candidate_own_s;
                let lacking_s = (all_cores_s - self.candidate_cpu_s).max(0.0);
                Some((own + pool.unwrap_or_default()).min(lacking_s))
            }
            (None, Some(delay)) => Some((delay - self.caller_s()).max(0.0)),
            (None, None) => self.run_delay_s.map(|_| self.candidate_own_s - self.candidate_cpu_s),
        }
    }
}

/// Why a block does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// The baseline did not have a core to itself.
    Serial,
    /// The candidate's process was busy in the baseline's turn.
    Restless,
    /// The candidate's threads could not gather: not all cores were free.
    Rendezvous,
    /// The witness did not get all cores.
    Witness,
    /// The candidate's threads waited for a core.
    RunDelay,
    /// The processes' own clocks and the grader's do not agree.
    Clock,
}

impl Gate {
    /// In words, after "did not count:".
    pub fn words(self) -> &'static str {
        match self {
            Self::Serial => "the baseline did not have its core to itself",
            Self::Restless => "the candidate took too long before its start or after its end",
            Self::Rendezvous => "the threads could not all run at once",
            Self::Witness => "the grader's own test loop was slowed as well",
            Self::RunDelay => "threads waited for a core",
            Self::Clock => "the processes' clocks and the grader's did not agree",
        }
    }
}

impl Timing {
    /// For each block, the gate that it failed, if any.
    pub fn failed_gates(&self) -> Vec<Option<Gate>> {
        let failed: Vec<_> = self.blocks.iter().map(|block| self.failed_gate(block)).collect();
        // What threads of its own wait for has been seen: nothing is left to guess, unless
        // they are a crowd, or so slow that all that they waited does not explain it.
        let guessed = |(block, gate): &(&Block, &Option<Gate>)| {
            let is_slow = self.is_far_below(block) || self.is_slow_anyway(block);
            let is_own = block.is_crowded(self.threads) || is_slow;
            let seen = block.own_delay_s.is_some() && !is_own;
            **gate == Some(Gate::RunDelay) && !seen
        };
        let by_delay = self.blocks.iter().zip(&failed).filter(guessed).count();
        let clean = failed.iter().filter(|gate| gate.is_none()).count();
        let all_by_delay = failed.iter().filter(|gate| **gate == Some(Gate::RunDelay)).count();
        let keep = |gate: &Option<Gate>| gate.filter(|&gate| gate != Gate::RunDelay);
        let kept: Vec<_> = failed.iter().map(keep).collect();
        let is_own = owns_its_delay(by_delay, by_delay + clean)
            || owns_its_delay(all_by_delay, all_by_delay + clean) && self.passes_with(&kept);
        if is_own { kept } else { failed }
    }

    /// Whether the blocks without a failed gate settle that the goal is met. Threads that
    /// wait for a core are slower for it: a run that is fast enough all the same is fast enough.
    /// All of them count then, the slow ones too.
    fn passes_with(&self, failed: &[Option<Gate>]) -> bool {
        let blocks = self.blocks.iter().zip(failed);
        let ratios: Vec<f64> =
            blocks.filter(|(_, gate)| gate.is_none()).map(|(block, _)| block.ratio()).collect();
        let above = |goal: f64| ratios.iter().filter(|&&ratio| ratio > goal).count();
        self.goal_speedup().is_some_and(|goal| stats::settles(ratios.len(), above(goal)))
    }

    /// The first gate that a block fails. `RunDelay` comes last, so that it
    /// alone is to blame where it is named.
    fn failed_gate(&self, block: &Block) -> Option<Gate> {
        if !Self::had_its_core(block) {
            return Some(Gate::Serial);
        }
        let around_s = block.candidate_handing_s + block.candidate_answering_s;
        let judges_s = self.setup.handing_s + self.setup.answering_s;
        let around_max =
            AROUND_TIMES * judges_s + AROUND_SHARE * block.candidate_s + AROUND_SLACK_S;
        if block.candidate_foreign_cpu_s > RESTLESS_SHARE * block.baseline_s + RESTLESS_SLACK_S
            || around_s > around_max
        {
            return Some(Gate::Restless);
        }
        if block.gathered_before_s.max(block.gathered_after_s) > RENDEZVOUS_MAX_S {
            return Some(Gate::Rendezvous);
        }
        let cores = self.witness_cores(block);
        if cores > WITNESS_SHARE_MAX * self.threads as f64 {
            return Some(Gate::Serial);
        }
        if cores < self.witness_min() {
            return Some(Gate::Witness);
        }
        let agree = |ours: f64, own: f64| (ours - own).abs() <= CLOCK_SHARE * own + CLOCK_SLACK_S;
        let clocks_agree = agree(block.baseline_s, block.baseline_own_s)
            && agree(block.candidate_s, block.candidate_own_s);
        if !clocks_agree {
            return Some(Gate::Clock);
        }
        if block.own_threads > self.threads {
            // They wait for each other, whatever other programs are there.
            return None;
        }
        let delay_max = RUN_DELAY_SHARE * block.candidate_s + RUN_DELAY_SLACK_S;
        block.waited_s(self.threads).filter(|&delay| delay > delay_max).map(|_| Gate::RunDelay)
    }

    /// Whether a run is so slow that its threads would miss the goal on free cores, even if
    /// they all shared one in this run.
    fn is_far_below(&self, block: &Block) -> bool {
        let on_one_core = |goal: f64| goal / self.threads as f64;
        self.goal_speedup().is_some_and(|goal| block.ratio() < FAR_SHARE * on_one_core(goal))
    }

    /// Whether a run would miss the goal clearly if none of its threads had ever waited for
    /// a core: a thread that waits makes a run longer by that at the most.
    fn is_slow_anyway(&self, block: &Block) -> bool {
        let waited_s =
            block.own_delay_s.unwrap_or_default() + block.run_delay_s.unwrap_or_default();
        let least_s = (block.candidate_s - waited_s).max(f64::MIN_POSITIVE);
        let at_best = block.baseline_s / least_s;
        self.goal_speedup().is_some_and(|goal| at_best * (1.0 + BOUND_MARGIN) < goal)
    }

    /// Whether a few more runs would settle that the candidate is far too slow: then they
    /// are worth more time.
    pub fn is_nearly_settled(&self) -> bool {
        let is_far = self.blocks.iter().all(|block| self.is_far_below(block));
        is_far && self.blocks.len() < 2 * FAR_PAIRS && self.counted().len() < FAR_PAIRS
    }

    /// Whether no thread of the candidate was kept from a core, by what waiting was seen.
    fn candidate_had_its_cores(&self, block: &Block) -> bool {
        let delay_max = RUN_DELAY_SHARE * block.candidate_s + RUN_DELAY_SLACK_S;
        let waited = block.waited_s(self.threads);
        waited.is_some_and(|delay| delay <= delay_max)
    }

    /// Whether the baseline had a core to itself.
    fn had_its_core(block: &Block) -> bool {
        let waited = block.baseline_own_s - block.baseline_cpu_s;
        waited <= SERIAL_SHARE * block.baseline_own_s + SERIAL_SLACK_S
    }

    /// Whether too many runs missed this goal and did not count, although baseline and
    /// witness had their cores, by a gate that the candidate's own doing can fail. A
    /// neighbour who comes and goes hits the other two as often.
    fn is_spoiled(&self, goal: f64, pairs: usize) -> bool {
        let by_others = self.blocks.iter().filter(|block| !self.was_free(block)).count();
        let blocks = self.blocks.iter().zip(self.failed_gates());
        let own = |gate: Gate| matches!(gate, Gate::Restless | Gate::Rendezvous | Gate::Clock);
        let uncounted = blocks.filter(|(_, gate)| gate.is_some_and(own)).map(|(block, _)| block);
        let spoiled =
            uncounted.filter(|block| block.ratio() < goal && self.was_free(block)).count();
        SPOILED_PAIRS * spoiled > pairs && spoiled > by_others
    }

    /// Whether the candidate is nearly always busy outside its turn, on a machine that is
    /// free meanwhile.
    fn is_restless(&self, pairs: usize) -> bool {
        let blocks = self.blocks.iter().zip(self.failed_gates());
        let restless = blocks.filter(|(_, gate)| *gate == Some(Gate::Restless));
        let own = restless.filter(|(block, _)| self.was_free(block) && block.was_busy_around());
        let own = own.count();
        own >= RESTLESS_BLOCKS && own as f64 >= RESTLESS_BLOCKS_SHARE * (own + pairs) as f64
    }

    /// Whether baseline and witness had their cores.
    fn was_free(&self, block: &Block) -> bool {
        let cores_max = WITNESS_SHARE_MAX * self.threads as f64;
        let cores = self.witness_cores(block);
        Self::had_its_core(block) && (self.witness_min()..=cores_max).contains(&cores)
    }

    /// How many cores the witness had.
    fn witness_cores(&self, block: &Block) -> f64 {
        let by_baseline_s = block.baseline_own_s / self.setup.baseline_per_witness;
        self.setup.serial_witness_s.unwrap_or(by_baseline_s) / block.witness_s
    }

    /// What the goal would be, where it is a share of a capacity that the witness went
    /// clearly beyond later.
    fn raised_goal(&self, counted: &[&Block]) -> Option<f64> {
        let capacity = self.setup.capacity?;
        let cores: Vec<f64> = counted.iter().map(|block| self.witness_cores(block)).collect();
        let later = stats::median(&cores)?.min(self.threads as f64);
        let is_share = matches!(self.goal, Goal::Efficiency { .. });
        (is_share && later > CONTRADICTION * capacity).then(|| self.goal.speedup(later))
    }

    /// How many cores the witness must have had. On cores that share a unit or
    /// differ in speed even a quiet machine stays below their number.
    fn witness_min(&self) -> f64 {
        let all = WITNESS_SHARE * self.threads as f64;
        match self.setup.capacity {
            Some(capacity) if capacity < all => WITNESS_SHARE_UNEQUAL * capacity,
            _ => all,
        }
    }

    /// The blocks that count.
    pub fn counted(&self) -> Vec<&Block> {
        let failed = self.failed_gates();
        let blocks = self.blocks.iter().zip(failed);
        blocks.filter(|(_, gate)| gate.is_none()).map(|(block, _)| block).collect()
    }

    /// The speedup to reach here; nothing while the capacity is unknown.
    pub fn goal_speedup(&self) -> Option<f64> {
        match self.goal {
            Goal::Efficiency { .. } => Some(self.goal.speedup(self.setup.capacity?)),
            _ => Some(self.goal.speedup(0.0)),
        }
    }
}

/// Whether a candidate's threads wait for each other rather than for others.
fn owns_its_delay(by_delay: usize, otherwise_clean: usize) -> bool {
    let share = by_delay as f64 / otherwise_clean.max(1) as f64;
    otherwise_clean >= OWN_DELAY_BLOCKS && share >= OWN_DELAY_SHARE
}

/// What the evidence so far says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Measure another block.
    More,
    /// The goal is met.
    Met,
    /// The goal is not met.
    NotMet,
    /// Sometimes it is, mostly it is not.
    Unstable,
    /// This machine cannot tell.
    Unclear(Unclear),
}

impl Decision {
    /// Whether it would fail the candidate.
    pub fn is_fail(self) -> bool {
        matches!(self, Self::NotMet | Self::Unstable)
    }
}

/// Why this machine cannot tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// Others used the cores.
    Contended,
    /// The speedup is within a few percent of the goal.
    Borderline,
    /// There is one core, or one may be used.
    OneCore,
    /// The cores together do too little more than one.
    LowCapacity,
    /// They did clearly more later than when their capacity was measured.
    RisenCapacity,
    /// The candidate is busy outside its turn, nearly always.
    Restless,
    /// The runs that count reach the goal, and those that do not count miss it.
    Spoiled,
}

/// The rule. Looked at after every block.
pub fn decide(timing: &Timing) -> Decision {
    if timing.threads < 2 {
        return Decision::Unclear(Unclear::OneCore);
    }
    let Some(goal) = timing.goal_speedup() else {
        return Decision::Unclear(Unclear::Contended);
    };
    if matches!(timing.goal, Goal::Efficiency { .. }) && goal < GOAL_ABOVE_SERIAL {
        return Decision::Unclear(Unclear::LowCapacity);
    }
    let counted = timing.counted();
    let pairs = counted.len();
    // A pair that meets the goal exactly speaks for neither side.
    let raised = timing.raised_goal(&counted);
    let to_pass = raised.unwrap_or(goal);
    let above = counted.iter().filter(|block| block.ratio() > to_pass).count();
    let below = counted.iter().filter(|block| block.ratio() < goal).count();
    let passes = stats::settles(pairs, above);
    // A candidate can spoil its slow runs, so these speak against it here, and nowhere else.
    if passes && !timing.is_spoiled(to_pass, pairs) {
        return Decision::Met;
    }
    if stats::settles(pairs, below) {
        // The best of each side must agree, or the candidate can reach the goal.
        if best_ratio(&counted).is_some_and(|best| best < goal) {
            return Decision::NotMet;
        }
        if pairs >= PAIRS_ENOUGH {
            return Decision::Unstable;
        }
    }
    let is_far = timing.out_of_time && counted.iter().all(|block| timing.is_far_below(block));
    if is_far && pairs >= FAR_PAIRS {
        return Decision::NotMet;
    }
    if timing.is_restless(pairs) {
        return Decision::Unclear(Unclear::Restless);
    }
    if passes && pairs >= PAIRS_ENOUGH {
        return Decision::Unclear(Unclear::Spoiled);
    }
    if pairs < PAIRS_MAX && !timing.out_of_time {
        return Decision::More;
    }
    let unclear = match pairs {
        _ if passes => Unclear::Spoiled,
        0..PAIRS_ENOUGH => Unclear::Contended,
        _ if raised.is_some() => Unclear::RisenCapacity,
        _ => Unclear::Borderline,
    };
    Decision::Unclear(unclear)
}

/// Whether the candidate cannot have been fast, although others used the cores: one
/// of its threads alone used more CPU time than the goal allows for the whole run.
///
/// Only runs speak in which none of its threads waited for a core. With a core taken
/// away, a sound program gives more of its work to the threads that have one, and
/// then looks like a serial one.
pub fn cannot_reach(timing: &Timing) -> bool {
    let Some(goal) = timing.goal_speedup().filter(|_| timing.against == Against::Baseline) else {
        return false;
    };
    let usable = timing.blocks.iter().filter(|block| timing.candidate_had_its_cores(block));
    let bounds: Vec<f64> = usable.filter_map(Block::bound).collect();
    let below = bounds.iter().filter(|&&bound| bound * (1.0 + BOUND_MARGIN) < goal).count();
    bounds.len() >= BOUND_BLOCKS && stats::settles(bounds.len(), below)
}

/// Whether CPU times can be trusted here: by the CPU time that it uses in all, the
/// control would reach the goal. Where cores share their units, CPU time is longer
/// whenever both are busy, and it would not.
pub fn trusts_cpu_times(control: &Timing) -> bool {
    let Some(goal) = control.goal_speedup() else { return false };
    let on_all_cores = |block: &&Block| {
        let share_s = block.candidate_cpu_s / control.threads as f64;
        block.baseline_cpu_s > 0.0 && block.baseline_cpu_s > goal * share_s
    };
    let blocks = control.blocks.len();
    let above = control.blocks.iter().filter(on_all_cores).count();
    blocks >= BOUND_BLOCKS && stats::settles(blocks, above)
}

/// Fastest baseline over fastest candidate.
pub fn best_ratio(blocks: &[&Block]) -> Option<f64> {
    let baseline = stats::minimum(blocks.iter().map(|block| block.baseline_s))?;
    let candidate = stats::minimum(blocks.iter().map(|block| block.candidate_s))?;
    Some(baseline / candidate)
}

/// A speedup with the interval that holds at every stopping time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Speedup {
    /// Median over the counted pairs.
    pub median: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Fastest baseline over fastest candidate.
    pub best: f64,
}

/// `1.93x (1.90–1.96)`, with no more digits than the interval supports.
impl fmt::Display for Speedup {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        // A second digit means something while the interval is not wider than
        // some of its steps.
        let decimals = if self.high - self.low < 0.2 { 2 } else { 1 };
        let Self { median, low, high, .. } = self;
        write!(f, "{median:.decimals$}x ({low:.decimals$}–{high:.decimals$})")
    }
}

/// The speedup over these blocks; nothing where they are too few for an interval.
pub fn speedup(counted: &[&Block]) -> Option<Speedup> {
    let ratios: Vec<f64> = counted.iter().map(|block| block.ratio()).collect();
    let (low, high) = stats::interval(&ratios)?;
    Some(Speedup { median: stats::median(&ratios)?, low, high, best: best_ratio(counted)? })
}

#[cfg(test)]
#[path = "rule_tests.rs"]
mod tests;
