//! Times a candidate against the baseline, in alternation, until the rule in
//! `verdict` has seen enough. The only clock that decides.
//!
//! The witness runs in the judge's process, baseline and candidate each in one of
//! their own. In each block the three run once, in random order, on an input that
//! neither side has seen before. The student's code is stopped whenever it is not on
//! turn; its turn begins with the first byte of its input and ends with the last of its
//! answers.

pub mod files;
pub mod known;
pub mod memory;
pub mod probe;
pub mod profile;
pub mod scaling;
pub mod session;
pub mod sweep;
pub mod ticks;

use crate::fault::Fault;
use crate::stats;
use crate::verdict::{Against, Block, Decision, Gate, Goal, Outcome, Setup, Timed, Timing, decide};
use crate::verdict::{RENDEZVOUS_MAX_S, RUN_DELAY_SHARE, RUN_DELAY_SLACK_S};
use crate::verdict::{SERIAL_SHARE, WITNESS_SHARE};
use grader_spec::protocol::{Placed, Subject};
use grader_spec::{COOLED_BYTES_MIN, COOLED_FOR};
use memory::{Memory, Part};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use session::{Inputs, Run, Session, Trouble, Wrong};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// So many times the budget may be used where a few runs more settle the matter.
const PATIENCE: u32 = 3;
/// A timed input is drawn so far around its case's size, as a share of it: a program that
/// knows the size by heart knows nothing. Where growth is judged, it could be slow on
/// purpose below some size, so both sizes may be nearly anywhere.
const SIZE_SHARE: f64 = 0.1;
const SIZE_SHARE_OF_GROWTH: f64 = 0.5;
/// Seeds stay below 2^53, where every program reads a JSON number exactly.
pub const SEED_MASK: u64 = (1 << 53) - 1;
/// Untimed runs of each before the first that is looked at.
const WARM_UPS: usize = 3;
/// How often the judge shows what handing over an input and fetching an answer takes.
const EXAMPLES: usize = 5;
/// Idle rayon workers spin for a while before they sleep; nobody is timed then.
const QUIET: Duration = Duration::from_micros(300);
/// A run shorter than this is timed several at a time, in seconds.
const RUN_MIN_S: f64 = 1e-3;
/// So long is the candidate's side then, in seconds.
const BATCH_S: f64 = 2e-3;
/// A batch is no reason to make the baseline's side longer than this, in seconds:
/// long runs are disturbed more often.
const SIDE_MAX_S: f64 = 30e-3;
/// Inputs in one batch at most, and bytes of them: whoever is quick by a trick gets no
/// memory for it.
const CALLS_MAX: usize = 256;
const BATCH_BYTES_MAX: usize = 64 << 20;
/// The witness is about as long as the baseline on one core, within these bounds, in
/// seconds: in a shorter one the way to the threads and back counts.
const WITNESS_S: (f64, f64) = (3e-3, 30e-3);
/// Clean rounds that the set-up rests on, at least; short ones are more, until they
/// have taken so long, in seconds; and tries for them.
const SETUP_ROUNDS: usize = 6;
const SETUP_S: f64 = 0.1;
const SETUP_TRIES: usize = 200;
/// After so many uncounted blocks in a row, wait for the machine to calm down.
const UNCOUNTED_IN_A_ROW: usize = 3;
/// So long, in milliseconds, at random.
const CALM_MS: std::ops::Range<u64> = 5..45;
/// Below this size, in bytes, caches decide how long reading takes.
const READING_BYTES_MIN: usize = 1 << 20;

/// Who is measured, on what.
#[derive(Debug)]
pub struct Match<'a> {
    /// Makes inputs, checks answers and runs the witness.
    pub judge: &'a mut Session,
    /// Runs the candidate.
    pub candidate: &'a mut Session,
    /// What runs in the candidate's process.
    pub subject: Subject,
    /// Whom it runs against.
    pub rival: Rival<'a>,
    /// In what their inputs are handed over.
    pub memory: &'a Memory,
    /// The case's index among the spec's cases.
    pub case: usize,
    /// What is asked for.
    pub goal: Goal,
    /// Size of both pools.
    pub threads: usize,
    /// Makes the inputs' seeds.
    pub seed: u64,
    /// When to stop at the latest, and at the earliest.
    pub budget: Budget,
}

/// Whom a candidate runs against, in a process of its own: who makes an input has
/// used its memory otherwise than who is handed it.
#[derive(Debug)]
pub struct Rival<'a> {
    /// The process.
    pub session: &'a mut Session,
    /// What runs there.
    pub subject: Subject,
    /// Who it is.
    pub against: Against,
}

/// How much is measured at most and at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Measuring takes about this long at most.
    pub time: Duration,
    /// So many blocks, even where fewer decide: for comparing rules.
    pub blocks_min: usize,
}

impl Rival<'_> {
    /// Whether the student's code runs there.
    fn is_hostile(&self) -> bool {
        !matches!(self.against, Against::Baseline | Against::Solution)
    }

    /// Whether it gets half of the input.
    fn is_half(&self) -> bool {
        self.against == Against::HalfTheSize
    }

    /// Stops the student's code.
    fn stop(&self) {
        if self.is_hostile() {
            self.session.stop();
        }
    }

    /// Lets it go on.
    fn go_on(&self) {
        if self.is_hostile() {
            self.session.go_on();
        }
    }
}

impl Budget {
    /// What a grading gets for one case.
    pub const GRADING: Self = Self { time: Duration::from_secs(10), blocks_min: 0 };
}

/// A candidate that failed while it was timed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// How.
    pub outcome: Outcome,
    /// The seed of the input that was answered wrongly.
    pub seed: Option<u64>,
    /// Its size, where that is not the case's own.
    pub size: Option<usize>,
}

/// What it took to fetch a candidate's answers.
#[derive(Clone, Copy, Debug)]
struct Fetching {
    seconds: f64,
    /// CPU time of the candidate's process meanwhile, in seconds.
    cpu_s: f64,
}

/// The baseline's share of a block and the rest, in the order of drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Baseline,
    Candidate,
    Witness,
}

/// Measures until the rule has seen enough, or the time is over.
pub fn measure(
    pair: Match,
    watch: &mut dyn FnMut(&Timing),
) -> Result<Result<Timed, Failure>, Fault> {
    let name = pair.judge.cases[pair.case].name.clone();
    let mut stopwatch = Stopwatch::new(pair);
    match stopwatch.measure(watch) {
        Ok(timing) => Ok(Ok(Timed::new(&name, timing))),
        Err(Trouble::Failed(outcome)) => {
            let (seed, size) = (stopwatch.wrong_seed, Some(stopwatch.size));
            Ok(Err(Failure { outcome: *outcome, seed, size }))
        }
        Err(Trouble::Ours(fault)) => Err(fault),
    }
}

struct Stopwatch<'a> {
    pair: Match<'a>,
    start: Instant,
    rng: StdRng,
    /// The size of all inputs.
    size: usize,
    calls: usize,
    /// Steps of the witness's kernel.
    rounds: u64,
    /// This block's inputs, where they travel as bytes.
    inputs: Vec<Vec<u8>>,
    /// The rival's where they differ: half the size.
    halves: Option<Vec<Vec<u8>>>,
    /// How many bytes this block's inputs take on the wire.
    bytes: usize,
    /// The candidate's answers to them, as they travel.
    answers: Vec<Vec<u8>>,
    /// The seeds of the inputs at hand.
    seeds: Vec<u64>,
    wrong_seed: Option<u64>,
}

impl<'a> Stopwatch<'a> {
    fn new(pair: Match<'a>) -> Self {
        let mut rng = StdRng::seed_from_u64(pair.seed);
        let share = if pair.rival.is_half() { SIZE_SHARE_OF_GROWTH } else { SIZE_SHARE };
        let size = drawn(pair.judge.cases[pair.case].size, share, &mut rng);
        Self {
            pair,
            start: Instant::now(),
            rng,
            size,
            calls: 1,
            rounds: 1_000_000,
            inputs: Vec::new(),
            halves: None,
            bytes: 0,
            answers: Vec::new(),
            seeds: Vec::new(),
            wrong_seed: None,
        }
    }

    fn measure(&mut self, watch: &mut dyn FnMut(&Timing)) -> Result<Timing, Trouble> {
        self.pair.candidate.stop();
        self.pair.rival.stop();
        // With one thread there is nothing to find out.
        let setup = if self.pair.threads > 1 {
            self.size()?;
            self.set_up()?
        } else {
            Setup { baseline_per_witness: 1.0, ..Setup::default() }
        };
        let mut timing = Timing {
            goal: self.pair.goal,
            against: self.pair.rival.against,
            threads: self.pair.threads,
            calls: self.calls,
            setup,
            blocks: Vec::new(),
            out_of_time: false,
            seconds: 0.0,
        };
        let Budget { time, blocks_min } = self.pair.budget;
        while decide(&timing) == Decision::More || timing.blocks.len() < blocks_min {
            let time = if timing.is_nearly_settled() { PATIENCE * time } else { time };
            if self.start.elapsed() > time {
                timing.out_of_time = true;
                break;
            }
            let block = self.block()?;
            timing.blocks.push(block);
            watch(&timing);
            let failed = timing.failed_gates();
            // Threads that wait for each other do not stop when others do.
            let by_others = |gate: &&Option<Gate>| gate.is_some_and(|gate| gate != Gate::RunDelay);
            let row = failed.iter().rev().take_while(by_others).count();
            if row > 0 && row % UNCOUNTED_IN_A_ROW == 0 {
                sleep(Duration::from_millis(self.rng.random_range(CALM_MS)));
            }
        }
        timing.seconds = self.start.elapsed().as_secs_f64();
        Ok(timing)
    }

    /// Warms all three up and sizes batch and witness by what they take.
    fn size(&mut self) -> Result<(), Trouble> {
        let (mut rival_times, mut own_times) = (Vec::new(), Vec::new());
        for _ in 0..WARM_UPS {
            self.new_inputs()?;
            rival_times.push(self.rival()?.seconds);
            own_times.push(self.candidate()?.0.seconds);
            self.check_answers()?;
            self.witness(self.pair.threads)?;
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
            pilot_s = pilot_s.min(own_s(&self.witness(1)?));
        }
        let target_s = (baseline_s * self.calls as f64).clamp(WITNESS_S.0, WITNESS_S.1);
        self.rounds = (self.rounds as f64 * target_s / pilot_s) as u64;
        Ok(())
    }

    /// Measures how many cores' worth of work the machine does, and how long
    /// the baseline is in witnesses.
    fn set_up(&mut self) -> Result<Setup, Trouble> {
        let (mut serials, mut parallels) = (Vec::new(), Vec::new());
        let (mut baselines, mut witnesses) = (Vec::new(), Vec::new());
        let best = |seconds: &[f64]| stats::minimum(seconds.iter().copied());
        let mut capacity = None;
        let begin = Instant::now();
        for _ in 0..SETUP_TRIES {
            // A low capacity may be a neighbour's doing: give it time to pass.
            let whole = capacity.is_some_and(|c| c >= WITNESS_SHARE * self.pair.threads as f64);
            let share = if capacity.is_some() { 4 } else { 2 };
            // What warming up took is no matter: a slow candidate's machine is known as well.
            let over = begin.elapsed() > self.pair.budget.time / share;
            let enough = parallels.len() >= SETUP_ROUNDS && begin.elapsed().as_secs_f64() > SETUP_S;
            if over || (whole && enough) {
                break;
            }
            // As in a block: the same input again would be at hand, and so would memory
            // for the answer.
            self.new_inputs()?;
            let baseline = self.rival()?;
            let serial = self.witness(1)?;
            let parallel = self.witness(self.pair.threads)?;
            baselines.push(own_s(&baseline));
            witnesses.push(own_s(&serial));
            if had_its_core(&serial) && gathered(&parallel) {
                serials.push(own_s(&serial));
                parallels.push(own_s(&parallel));
            }
            let ratio = best(&serials).zip(best(&parallels)).map(|(serial, all)| serial / all);
            capacity = ratio.map(|ratio| ratio.min(self.pair.threads as f64));
        }
        // Serial runs have a fastest time, and are slower only when disturbed.
        let times = best(&baselines).zip(best(&witnesses));
        let baseline_per_witness = times.map_or(1.0, |(baseline, witness)| baseline / witness);
        let serial_witness_s = match self.pair.rival.against {
            Against::Baseline | Against::OneThread => None,
            Against::HalfTheSize | Against::BestChoice { .. } | Against::Solution => {
                best(&witnesses)
            }
        };
        let (handing_s, answering_s) = self.way_there_and_back()?;
        let reading_s = self.reading()?;
        Ok(Setup {
            capacity,
            size: Some(self.size),
            baseline_per_witness,
            serial_witness_s,
            handing_s,
            answering_s,
            reading_s,
        })
    }

    /// How long it takes to hand over the inputs and to fetch the answers, by the
    /// judge's example.
    fn way_there_and_back(&mut self) -> Result<(f64, f64), Trouble> {
        let (mut there, mut back) = (Vec::new(), Vec::new());
        for round in 0..=EXAMPLES {
            self.pair.judge.gather()?;
            let placed = self.hand(Part::Candidate)?;
            let inputs = placed.map_or(Inputs::Frames(&self.inputs), Inputs::Placed);
            let run = self.pair.judge.take_turn(inputs, Subject::Baseline, true)?;
            let begin = Instant::now();
            self.pair.judge.outputs()?;
            // The first time, its pages are new to it.
            if round > 0 {
                there.push(run.handing_s);
                back.push(begin.elapsed().as_secs_f64());
            }
        }
        // What a neighbour adds here, a hostile candidate would have for its own.
        let shortest = |times: Vec<f64>| stats::minimum(times).unwrap_or_default();
        Ok((shortest(there), shortest(back)))
    }

    /// How long all threads need to read as much memory as the inputs have.
    fn reading(&mut self) -> Result<Option<f64>, Trouble> {
        if self.bytes < READING_BYTES_MIN {
            return Ok(None);
        }
        let subject = Subject::Stream { bytes: self.bytes };
        let mut best = f64::INFINITY;
        for _ in 0..WARM_UPS {
            sleep(QUIET);
            best = best.min(own_s(&self.pair.judge.run(subject, true)?));
        }
        Ok(Some(best))
    }

    /// One run of each in random order, on a fresh input, every answer checked.
    fn block(&mut self) -> Result<Block, Trouble> {
        self.new_inputs()?;
        let mut order = [Turn::Baseline, Turn::Candidate, Turn::Witness];
        order.shuffle(&mut self.rng);
        let mut block = Block::default();
        let before = self.pair.candidate.cpu_time();
        let mut used_in_its_turn = Duration::ZERO;
        for turn in order {
            match turn {
                Turn::Baseline => self.baseline_turn(&mut block)?,
                Turn::Candidate => {
                    let before = self.pair.candidate.cpu_time();
                    let (run, fetching) = self.candidate()?;
                    used_in_its_turn = self.pair.candidate.cpu_time().saturating_sub(before);
                    block.candidate_handing_s = run.handing_s;
                    block.candidate_answering_s = run.settling_s + fetching.seconds;
                    block.candidate_around_cpu_s = Some(run.handing_cpu_s + fetching.cpu_s);
                    // Whoever runs uses some: nothing means that the system does not tell.
                    block.candidate_seen_cpu_s = Some(run.cpu_s).filter(|&cpu_s| cpu_s > 0.0);
                    block.candidate_seen_s = run.seconds + run.settling_s;
                    block.candidate_s = run.seconds;
                    block.candidate_own_s = seconds(run.own.wall_ns);
                    block.candidate_cpu_s = seconds(run.own.cpu_ns);
                    block.gathered_before_s = seconds(run.own.pre_ns);
                    block.gathered_after_s = seconds(run.own.post_ns);
                    block.run_delay_s = run.own.run_delay_ns.map(seconds);
                    block.pool_cpu_s = run.own.pool_cpu_ns.map(seconds);
                    block.longest_cpu_s = run.own.longest_cpu_ns.map(seconds);
                    block.own_delay_s = run.own.own_delay_ns.map(seconds);
                }
                Turn::Witness => {
                    block.witness_s = own_s(&self.witness(self.pair.threads)?);
                }
            }
        }
        self.check_answers()?;
        let used = self.pair.candidate.cpu_time().saturating_sub(before);
        block.candidate_foreign_cpu_s = used.saturating_sub(used_in_its_turn).as_secs_f64();
        block.at_s = self.start.elapsed().as_secs_f64();
        Ok(block)
    }

    fn baseline_turn(&mut self, block: &mut Block) -> Result<(), Trouble> {
        let run = self.rival()?;
        block.baseline_s = run.seconds;
        block.baseline_own_s = seconds(run.own.wall_ns);
        block.baseline_cpu_s = match self.pair.rival.against {
            Against::Baseline => seconds(run.own.thread_cpu_ns),
            Against::OneThread => seconds(run.own.cpu_ns),
            // The same program as the candidate: what its threads wait for each
            // other, they wait on the other side as well.
            Against::HalfTheSize if gathered(&run) => block.baseline_own_s,
            Against::BestChoice { .. } if had_all_cores(&run) => block.baseline_own_s,
            // Where it was slowed, it speaks for the candidate.
            Against::Solution => block.baseline_own_s,
            Against::HalfTheSize | Against::BestChoice { .. } => 0.0,
        };
        Ok(())
    }

    fn new_inputs(&mut self) -> Result<(), Trouble> {
        self.seeds = (0..self.calls).map(|_| self.rng.random::<u64>() & SEED_MASK).collect();
        let (judge, case) = (&mut *self.pair.judge, self.pair.case);
        let half = self.pair.rival.is_half().then_some(self.size / 2);
        if self.pair.memory.is_shared() {
            let sizes: Vec<_> = half.into_iter().chain([self.size]).map(Some).collect();
            self.bytes = judge.prepare(case, &sizes, &self.seeds)?;
            return Ok(());
        }
        if half.is_some() {
            self.halves = Some(judge.generate(case, half, &self.seeds)?);
        }
        self.inputs = judge.generate(case, Some(self.size), &self.seeds)?;
        self.bytes = self.inputs.iter().map(Vec::len).sum();
        Ok(())
    }

    /// Places this block's inputs where the one whose turn it is reads them, while it is
    /// stopped; nothing where they travel as bytes.
    fn hand(&mut self, part: Part) -> Result<Option<Placed>, Trouble> {
        let Match { judge, rival, memory, .. } = &mut self.pair;
        if !memory.is_shared() {
            return Ok(None);
        }
        // Those of half the size come first.
        let set = usize::from(rival.is_half() && part == Part::Candidate);
        let placed = memory.place(judge, set, part)?;
        if self.bytes >= COOLED_BYTES_MIN {
            sleep(COOLED_FOR);
        }
        Ok(Some(placed))
    }

    /// The rival's turn. Each side gets its input with its turn: where memory is slow,
    /// whoever touched its input last is up to 1.7 times as fast.
    ///
    /// A rival with one thread gets another core each time, by lot: one core may be
    /// slower than the other for as long as the host's other guests are busy, and left
    /// alone, a program stays where it is.
    fn rival(&mut self) -> Result<Run, Trouble> {
        // What idle workers spin is over by then.
        sleep(QUIET);
        let gathers = self.pair.rival.against != Against::Baseline;
        if gathers {
            self.pair.rival.go_on();
            self.pair.rival.session.gather()?;
            self.pair.rival.stop();
        }
        let placed = self.hand(Part::Rival)?;
        let frames = self.halves.as_ref().unwrap_or(&self.inputs);
        let inputs = placed.map_or(Inputs::Frames(frames), Inputs::Placed);
        let rival = &mut self.pair.rival;
        if matches!(rival.against, Against::Baseline | Against::OneThread) {
            rival.session.settle(self.rng.random::<u32>() as usize);
        }
        rival.go_on();
        let run = rival.session.take_turn(inputs, rival.subject, gathers)?;
        rival.stop();
        Ok(run)
    }

    /// The candidate's turn, and what fetching its answers took. Before
    /// and after it no thread of the candidate runs, nor while its input is placed.
    fn candidate(&mut self) -> Result<(Run, Fetching), Trouble> {
        sleep(QUIET);
        self.pair.candidate.go_on();
        self.pair.candidate.gather()?;
        self.pair.candidate.stop();
        let placed = self.hand(Part::Candidate)?;
        let inputs = placed.map_or(Inputs::Frames(&self.inputs), Inputs::Placed);
        let (candidate, subject) = (&mut self.pair.candidate, self.pair.subject);
        candidate.go_on();
        let run = candidate.take_turn(inputs, subject, true)?;
        let (done, cpu) = (Instant::now(), candidate.cpu_time());
        self.answers = candidate.outputs()?;
        let seconds = done.elapsed().as_secs_f64();
        let cpu_s = candidate.cpu_time().saturating_sub(cpu).as_secs_f64();
        candidate.stop();
        Ok((run, Fetching { seconds, cpu_s }))
    }

    fn witness(&mut self, parts: usize) -> Result<Run, Trouble> {
        sleep(QUIET);
        let subject = Subject::Witness { rounds: self.rounds, parts };
        self.pair.judge.run(subject, parts > 1)
    }

    fn check_answers(&mut self) -> Result<(), Trouble> {
        // The judge has not run in this block, and must know the answer.
        self.pair.judge.run(Subject::Baseline, false)?;
        match self.pair.judge.check(&self.answers)? {
            None => Ok(()),
            Some(Wrong { index, input, mismatch }) => {
                self.wrong_seed = self.seeds.get(index).copied();
                let printed = self.pair.candidate.printed();
                let outcome = Outcome::Wrong { input, mismatch, printed, right_runs: None };
                Err(Trouble::Failed(Box::new(outcome)))
            }
        }
    }
}

/// A size around this one, within such a share of it.
fn drawn(size: usize, share: f64, rng: &mut StdRng) -> usize {
    (size as f64 * rng.random_range(1.0 - share..=1.0 + share)).round() as usize
}

/// A run by its own process's clock. Good for sizing, and for the witness, which
/// is our own code; candidates are judged by the grader's clock.
fn own_s(run: &Run) -> f64 {
    seconds(run.own.wall_ns)
}

fn had_its_core(run: &Run) -> bool {
    let waited = run.own.wall_ns.saturating_sub(run.own.thread_cpu_ns);
    waited as f64 <= SERIAL_SHARE * run.own.wall_ns as f64
}

/// Short runs are timed several at a time, each on an input of its own of so many bytes.
fn calls(candidate_s: f64, bytes: usize) -> usize {
    if candidate_s >= RUN_MIN_S {
        return 1;
    }
    ((BATCH_S / candidate_s).ceil() as usize).min(calls_most(bytes))
}

/// How many inputs of so many bytes make the largest batch.
fn calls_most(bytes: usize) -> usize {
    (BATCH_BYTES_MAX / bytes.max(1)).clamp(1, CALLS_MAX)
}

/// Whether a parallel run had every core from start to end.
fn had_all_cores(run: &Run) -> bool {
    let seen = Block {
        candidate_own_s: own_s(run),
        candidate_cpu_s: seconds(run.own.cpu_ns),
        run_delay_s: run.own.run_delay_ns.map(seconds),
        pool_cpu_s: run.own.pool_cpu_ns.map(seconds),
        own_delay_s: run.own.own_delay_ns.map(seconds),
        ..Block::default()
    };
    let waited_s = seen.waited_s(run.threads).unwrap_or_default();
    gathered(run) && waited_s <= RUN_DELAY_SHARE * own_s(run) + RUN_DELAY_SLACK_S
}

fn gathered(run: &Run) -> bool {
    seconds(run.own.pre_ns.max(run.own.post_ns)) <= RENDEZVOUS_MAX_S
}

fn seconds(nanoseconds: u64) -> f64 {
    Duration::from_nanos(nanoseconds).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_drawn_around_the_cases() {
        let mut rng = StdRng::seed_from_u64(1);
        let sizes: Vec<usize> = (0..100).map(|_| drawn(1000, 0.1, &mut rng)).collect();
        assert!(sizes.iter().all(|size| (900..=1100).contains(size)), "{sizes:?}");
        assert!(sizes.iter().any(|&size| size < 930) && sizes.iter().any(|&size| size > 1070));
        assert_eq!([0, 1, 4].map(|size| drawn(size, 0.1, &mut rng)), [0, 1, 4]);
    }

    #[test]
    fn a_batch_is_as_long_as_it_must_be_and_no_larger_than_memory_allows() {
        assert_eq!(calls(5e-3, 8), 1);
        assert_eq!(calls(0.5e-3, 8), 4);
        assert_eq!(calls(1e-9, 8), CALLS_MAX);
        assert_eq!(calls(1e-9, 32 << 20), 2);
        assert_eq!(calls(1e-9, 1 << 30), 1);
    }
}
