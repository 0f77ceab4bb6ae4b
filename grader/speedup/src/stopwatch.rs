//! The timing loop: how large a batch is, how many cores there are, and block after block
//! until the rule in `verdict` has seen enough. It knows no process and no clock of its own:
//! [`Sides`] has both.

use crate::rule::{Against, Block, Decision, Gate, Setup, Timing, WITNESS_SHARE, decide};
use crate::sides::{Run, Sides, Turn};
use crate::{Goal, stats};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use std::time::Duration;

/// Seeds stay below 2^53, where every program reads a JSON number exactly.
pub const SEED_MASK: u64 = (1 << 53) - 1;
/// Untimed runs of each before the first that is looked at.
const WARM_UPS: usize = 3;
/// A run shorter than this is timed several at a time, in seconds.
const RUN_MIN_S: f64 = 1e-3;
/// The duration of a batch of such runs, in seconds.
const BATCH_S: f64 = 2e-3;
/// Inputs in one batch at most, and bytes of them: a program that is quick by a trick gets no
/// memory for it.
const CALLS_MAX: usize = 256;
const BATCH_BYTES_MAX: usize = 64 << 20;

/// How many times the budget may be used where a few runs more settle the matter.
const PATIENCE: u32 = 3;
/// A timed input is drawn so far around its case's size, as a share of it: a program that
/// knows the size by heart knows nothing. Where growth is judged, it could be slow on
/// purpose below some size, so both sizes may be nearly anywhere.
const SIZE_SHARE: f64 = 0.1;
const SIZE_SHARE_OF_GROWTH: f64 = 0.5;
/// How often the judge shows what handing over an input and fetching an answer takes.
const EXAMPLES: usize = 5;
/// A batch is no reason to make the baseline's side longer than this, in seconds:
/// long runs are disturbed more often.
const SIDE_MAX_S: f64 = 30e-3;
/// The witness is about as long as the baseline on one core, within these bounds, in
/// seconds: in a shorter one the way to the threads and back counts.
const WITNESS_S: (f64, f64) = (3e-3, 30e-3);
/// Clean rounds that the set-up rests on, at least; short ones are more, until they
/// have taken so long, in seconds; and tries for them.
const SETUP_ROUNDS: usize = 6;
const SETUP_S: f64 = 0.1;
const SETUP_TRIES: usize = 200;
/// The number of uncounted blocks in a row after which to wait for the machine to calm down.
const UNCOUNTED_IN_A_ROW: usize = 3;
/// How long a calm lasts, in milliseconds, at random.
const CALM_MS: std::ops::Range<u64> = 5..45;
/// Below this size, in bytes, caches decide how long reading takes.
const READING_BYTES_MIN: usize = 1 << 20;

/// How much is measured at most and at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Measuring takes about this long at most.
    pub time: Duration,
    /// How many blocks are measured even where fewer decide: for comparing rules.
    pub blocks_min: usize,
}

impl Budget {
    /// What a grading gets for one case.
    pub const GRADING: Self = Self { time: Duration::from_secs(10), blocks_min: 0 };
}

/// What is asked of one measurement.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Whom the candidate runs against.
    pub against: Against,
    /// What is asked for.
    pub goal: Goal,
    /// How many threads each side has.
    pub threads: usize,
    /// The case's size, which inputs are drawn around.
    pub size: usize,
    /// Makes the inputs' seeds.
    pub seed: u64,
    /// When to stop at the latest, and at the earliest.
    pub budget: Budget,
}

/// The turns of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Player {
    Rival,
    Candidate,
    Witness,
}

/// The timing loop over these sides.
#[derive(Debug)]
pub struct Stopwatch<S> {
    sides: S,
    plan: Plan,
    rng: StdRng,
    calls: usize,
    /// Steps of the witness's kernel.
    rounds: u64,
    /// How many bytes the inputs at hand take on the wire.
    bytes: usize,
    /// The seeds of the inputs at hand.
    seeds: Vec<u64>,
    wrong_seed: Option<u64>,
}

impl<S: Sides> Stopwatch<S> {
    /// A measurement that has not begun. The size of its inputs is drawn here.
    pub fn new(sides: S, plan: Plan) -> Self {
        let mut rng = StdRng::seed_from_u64(plan.seed);
        let is_half = plan.against == Against::HalfTheSize;
        let share = if is_half { SIZE_SHARE_OF_GROWTH } else { SIZE_SHARE };
        let plan = Plan { size: drawn(plan.size, share, &mut rng), ..plan };
        let (calls, rounds, seeds) = (1, 1_000_000, Vec::new());
        Self { sides, plan, rng, calls, rounds, bytes: 0, seeds, wrong_seed: None }
    }

    /// The seed of the input that was answered wrongly, and the size of all inputs.
    pub fn failed_on(&self) -> (Option<u64>, usize) {
        (self.wrong_seed, self.plan.size)
    }

    /// Measures until the rule has seen enough, or the time is over.
    pub fn measure(&mut self, watch: &mut dyn FnMut(&Timing)) -> Result<Timing, S::Error> {
        self.sides.hold();
        // With one thread there is nothing to find out.
        let setup = if self.plan.threads > 1 {
            self.size()?;
            self.set_up()?
        } else {
            Setup { baseline_per_witness: 1.0, ..Setup::default() }
        };
        let mut timing = Timing {
            goal: self.plan.goal,
            against: self.plan.against,
            threads: self.plan.threads,
            calls: self.calls,
            setup,
            blocks: Vec::new(),
            out_of_time: false,
            seconds: 0.0,
        };
        let Budget { time, blocks_min } = self.plan.budget;
        while decide(&timing) == Decision::More || timing.blocks.len() < blocks_min {
            let time = if timing.is_nearly_settled() { PATIENCE * time } else { time };
            if self.sides.elapsed() > time {
                timing.out_of_time = true;
                break;
            }
            let block = self.block()?;
            timing.blocks.push(block);
            watch(&timing);
            self.wait_for_calm(&timing);
        }
        timing.seconds = self.sides.elapsed().as_secs_f64();
        Ok(timing)
    }

    /// Gives others time to end what they do, where they have disturbed block after block.
    fn wait_for_calm(&mut self, timing: &Timing) {
        // Threads that wait for each other do not stop when others do.
        let by_others = |gate: &&Option<Gate>| gate.is_some_and(|gate| gate != Gate::RunDelay);
        let row = timing.failed_gates().iter().rev().take_while(by_others).count();
        if row > 0 && row % UNCOUNTED_IN_A_ROW == 0 {
            let pause = Duration::from_millis(self.rng.random_range(CALM_MS));
            self.sides.wait(pause);
        }
    }

    /// Warms all three up and sizes batch and witness by what they take.
    fn size(&mut self) -> Result<(), S::Error> {
        let (mut rival_times, mut own_times) = (Vec::new(), Vec::new());
        for _ in 0..WARM_UPS {
            self.new_inputs()?;
            rival_times.push(self.rival()?.seconds);
            own_times.push(self.sides.candidate()?.run.seconds);
            self.check_answers()?;
            self.sides.witness(self.rounds, self.plan.threads)?;
        }
        // One look at the clock may come late, so the fastest run may be none.
        let typical = |times: &[f64]| stats::median(times).unwrap_or(f64::INFINITY);
        let (baseline_s, candidate_s) = (typical(&rival_times), typical(&own_times));
        // Not by the candidate alone: slow at first and quick later, it would be timed in
        // runs so short that much of them could be hidden around its turn.
        let by_baseline = (BATCH_S / baseline_s).ceil() as usize;
        let most = ((SIDE_MAX_S / baseline_s) as usize).min(calls_most(self.bytes));
        self.calls = calls(candidate_s, self.bytes).max(by_baseline).min(most).max(1);
        let mut pilot_s = f64::INFINITY;
        for _ in 0..WARM_UPS {
            pilot_s = pilot_s.min(self.sides.witness(self.rounds, 1)?.own.wall_s);
        }
        let target_s = (baseline_s * self.calls as f64).clamp(WITNESS_S.0, WITNESS_S.1);
        self.rounds = (self.rounds as f64 * target_s / pilot_s) as u64;
        Ok(())
    }

    /// Measures how many cores' worth of work the machine does, and how long
    /// the baseline is in witnesses.
    fn set_up(&mut self) -> Result<Setup, S::Error> {
        let (mut serials, mut parallels) = (Vec::new(), Vec::new());
        let (mut baselines, mut witnesses) = (Vec::new(), Vec::new());
        let best = |seconds: &[f64]| stats::minimum(seconds.iter().copied());
        let mut capacity = None;
        let begin = self.sides.elapsed();
        for _ in 0..SETUP_TRIES {
            // A low capacity may be a neighbour's doing: give it time to pass.
            let whole = capacity.is_some_and(|c| c >= WITNESS_SHARE * self.plan.threads as f64);
            let share = if capacity.is_some() { 4 } else { 2 };
            // What warming up took is no matter: a slow candidate's machine is known as well.
            let took = self.sides.elapsed().saturating_sub(begin);
            let over = took > self.plan.budget.time / share;
            let enough = parallels.len() >= SETUP_ROUNDS && took.as_secs_f64() > SETUP_S;
            if over || (whole && enough) {
                break;
            }
            // As in a block: the same input again would be at hand, and so would memory
            // for the answer.
            self.new_inputs()?;
            let baseline = self.rival()?;
            let serial = self.sides.witness(self.rounds, 1)?;
            let parallel = self.sides.witness(self.rounds, self.plan.threads)?;
            baselines.push(baseline.own.wall_s);
            witnesses.push(serial.own.wall_s);
            if serial.had_its_core() && parallel.gathered() {
                serials.push(serial.own.wall_s);
                parallels.push(parallel.own.wall_s);
            }
            let ratio = best(&serials).zip(best(&parallels)).map(|(serial, all)| serial / all);
            capacity = ratio.map(|ratio| ratio.min(self.plan.threads as f64));
        }
        // Serial runs have a fastest time, and are slower only when disturbed.
        let times = best(&baselines).zip(best(&witnesses));
        let baseline_per_witness = times.map_or(1.0, |(baseline, witness)| baseline / witness);
        let serial_witness_s = match self.plan.against {
            Against::Baseline | Against::OneThread => None,
            Against::HalfTheSize | Against::BestChoice { .. } | Against::Solution => {
                best(&witnesses)
            }
        };
        let (handing_s, answering_s) = self.way_there_and_back()?;
        let reading_s = self.reading()?;
        Ok(Setup {
            capacity,
            size: Some(self.plan.size),
            baseline_per_witness,
            serial_witness_s,
            handing_s,
            answering_s,
            reading_s,
        })
    }

    /// How long it takes to hand over the inputs and to fetch the answers, by the
    /// judge's example.
    fn way_there_and_back(&mut self) -> Result<(f64, f64), S::Error> {
        // The first time, its pages are new to it.
        self.sides.example()?;
        let examples = (0..EXAMPLES).map(|_| self.sides.example());
        let (there, back): (Vec<f64>, Vec<f64>) =
            examples.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        // What a neighbour adds here, a hostile candidate would have for its own.
        let shortest = |times: Vec<f64>| stats::minimum(times).unwrap_or_default();
        Ok((shortest(there), shortest(back)))
    }

    /// How long all threads need to read as much memory as the inputs have.
    fn reading(&mut self) -> Result<Option<f64>, S::Error> {
        if self.bytes < READING_BYTES_MIN {
            return Ok(None);
        }
        let mut best = f64::INFINITY;
        for _ in 0..WARM_UPS {
            best = best.min(self.sides.read(self.bytes)?);
        }
        Ok(Some(best))
    }

    /// One run of each in random order, on a fresh input, every answer checked.
    fn block(&mut self) -> Result<Block, S::Error> {
        self.new_inputs()?;
        let mut order = [Player::Rival, Player::Candidate, Player::Witness];
        order.shuffle(&mut self.rng);
        let mut block = Block::default();
        let before = self.sides.candidate_cpu();
        let mut used_in_its_turn = Duration::ZERO;
        for player in order {
            match player {
                Player::Rival => self.rivals_turn(&mut block)?,
                Player::Candidate => {
                    let before = self.sides.candidate_cpu();
                    block = self.sides.candidate()?.noted(block);
                    used_in_its_turn = self.sides.candidate_cpu().saturating_sub(before);
                }
                Player::Witness => {
                    let run = self.sides.witness(self.rounds, self.plan.threads)?;
                    block.witness_s = run.own.wall_s;
                }
            }
        }
        self.check_answers()?;
        let used = self.sides.candidate_cpu().saturating_sub(before);
        block.candidate_foreign_cpu_s = used.saturating_sub(used_in_its_turn).as_secs_f64();
        block.at_s = self.sides.elapsed().as_secs_f64();
        Ok(block)
    }

    fn rivals_turn(&mut self, block: &mut Block) -> Result<(), S::Error> {
        let run = self.rival()?;
        block.baseline_s = run.seconds;
        block.baseline_own_s = run.own.wall_s;
        block.baseline_cpu_s = match self.plan.against {
            Against::Baseline => run.own.thread_cpu_s,
            Against::OneThread => run.own.cpu_s,
            // The same program as the candidate: what its threads wait for each
            // other, they wait on the other side as well.
            Against::HalfTheSize if run.gathered() => block.baseline_own_s,
            Against::BestChoice { .. } if run.had_all_cores() => block.baseline_own_s,
            // Where it was slowed, it speaks for the candidate.
            Against::Solution => block.baseline_own_s,
            Against::HalfTheSize | Against::BestChoice { .. } => 0.0,
        };
        Ok(())
    }

    fn new_inputs(&mut self) -> Result<(), S::Error> {
        self.seeds = (0..self.calls).map(|_| self.rng.random::<u64>() & SEED_MASK).collect();
        self.bytes = self.sides.prepare(self.plan.size, &self.seeds)?;
        Ok(())
    }

    fn rival(&mut self) -> Result<Run, S::Error> {
        let rng = &mut self.rng;
        self.sides.rival(|| rng.random::<u32>() as usize)
    }

    fn check_answers(&mut self) -> Result<(), S::Error> {
        match self.sides.check()? {
            None => Ok(()),
            Some((index, trouble)) => {
                self.wrong_seed = self.seeds.get(index).copied();
                Err(trouble)
            }
        }
    }
}

impl Turn {
    /// A block with the candidate's figures.
    fn noted(self, block: Block) -> Block {
        let Self { run, fetching_s, fetching_cpu_s } = self;
        Block {
            candidate_handing_s: run.handing_s,
            candidate_answering_s: run.settling_s + fetching_s,
            candidate_around_cpu_s: Some(run.handing_cpu_s + fetching_cpu_s),
            // A run uses some: nothing means that the system does not tell.
            candidate_seen_cpu_s: Some(run.cpu_s).filter(|&cpu_s| cpu_s > 0.0),
            candidate_seen_s: run.seconds + run.settling_s,
            candidate_s: run.seconds,
            candidate_own_s: run.own.wall_s,
            candidate_cpu_s: run.own.cpu_s,
            gathered_before_s: run.own.before_s,
            gathered_after_s: run.own.after_s,
            run_delay_s: run.own.run_delay_s,
            pool_cpu_s: run.own.pool_cpu_s,
            longest_cpu_s: run.own.longest_cpu_s,
            own_delay_s: run.own.own_delay_s,
            ..block
        }
    }
}

/// A size around this one, within such a share of it.
fn drawn(size: usize, share: f64, rng: &mut StdRng) -> usize {
    (size as f64 * rng.random_range(1.0 - share..=1.0 + share)).round() as usize
}

/// Short runs are timed several at a time, each on an input of its own.
pub fn calls(candidate_s: f64, bytes: usize) -> usize {
    if candidate_s >= RUN_MIN_S {
        return 1;
    }
    ((BATCH_S / candidate_s).ceil() as usize).min(calls_most(bytes))
}

/// How many inputs of a given size in bytes make the largest batch.
fn calls_most(bytes: usize) -> usize {
    (BATCH_BYTES_MAX / bytes.max(1)).clamp(1, CALLS_MAX)
}

#[cfg(test)]
#[path = "stopwatch_tests.rs"]
mod tests;
