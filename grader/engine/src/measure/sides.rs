//! What the timing loop needs of a machine: baseline, candidate and witness, each run once
//! when asked, and a clock. The real machine is [`Processes`]; tests play others.

use super::memory::Part;
use super::session::{Inputs, Run, Trouble, Wrong};
use super::{Match, QUIET, Rival};
use crate::verdict::{Against, Outcome};
use grader_spec::protocol::{Placed, Subject};
use grader_spec::{COOLED_BYTES_MIN, COOLED_FOR};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The candidate's turn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Turn {
    /// The run.
    pub run: Run,
    /// How long it took to fetch the answers, in seconds.
    pub fetching_s: f64,
    /// CPU time of the candidate's process meanwhile, in seconds.
    pub fetching_cpu_s: f64,
}

/// The three that run, and the clock that they are timed by.
pub trait Sides {
    /// Makes inputs of this size, one for each seed, for all turns until it is asked
    /// again. Returns how many bytes they take on the wire.
    fn prepare(&mut self, size: usize, seeds: &[u64]) -> Result<usize, Trouble>;
    /// The rival's turn. One with a single thread runs on a core that `lot` picks.
    fn rival(&mut self, lot: impl FnOnce() -> usize) -> Result<Run, Trouble>;
    /// The candidate's turn.
    fn candidate(&mut self) -> Result<Turn, Trouble>;
    /// The witness: so many rounds of its kernel, in so many parts.
    fn witness(&mut self, rounds: u64, parts: usize) -> Result<Run, Trouble>;
    /// How long it takes to read so many bytes with all threads, in seconds.
    fn read(&mut self, bytes: usize) -> Result<f64, Trouble>;
    /// How long the judge takes to be handed the inputs, and to give answers to them back,
    /// in seconds.
    fn example(&mut self) -> Result<(f64, f64), Trouble>;
    /// Checks the answers of the candidate's last turn. Returns the place of a wrong one,
    /// and what is wrong.
    fn check(&mut self) -> Result<Option<(usize, Outcome)>, Trouble>;
    /// CPU time that the candidate's process has used so far.
    fn candidate_cpu(&self) -> Duration;
    /// Stops the student's code until its turn.
    fn hold(&self);
    /// The time since the beginning.
    fn elapsed(&self) -> Duration;
    /// Waits.
    fn wait(&mut self, time: Duration);
}

/// The real machine.
pub struct Processes<'a> {
    pair: Match<'a>,
    start: Instant,
    /// The inputs, where they travel as bytes.
    inputs: Vec<Vec<u8>>,
    /// The rival's where they differ: half the size.
    halves: Option<Vec<Vec<u8>>>,
    /// How many bytes the inputs take on the wire.
    bytes: usize,
    /// The candidate's answers to them, as they travel.
    answers: Vec<Vec<u8>>,
}

impl<'a> Processes<'a> {
    /// The sides of this match. The clock starts.
    pub fn new(pair: Match<'a>) -> Self {
        let (inputs, halves, answers) = (Vec::new(), None, Vec::new());
        Self { pair, start: Instant::now(), inputs, halves, bytes: 0, answers }
    }

    /// Places the inputs where the one whose turn it is reads them, while it is stopped;
    /// nothing where they travel as bytes.
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
}

impl Sides for Processes<'_> {
    fn prepare(&mut self, size: usize, seeds: &[u64]) -> Result<usize, Trouble> {
        let Match { judge, rival, memory, case, .. } = &mut self.pair;
        let half = rival.is_half().then_some(size / 2);
        if memory.is_shared() {
            let sizes: Vec<_> = half.into_iter().chain([size]).map(Some).collect();
            self.bytes = judge.prepare(*case, &sizes, seeds)?;
            return Ok(self.bytes);
        }
        if half.is_some() {
            self.halves = Some(judge.generate(*case, half, seeds)?);
        }
        self.inputs = judge.generate(*case, Some(size), seeds)?;
        self.bytes = self.inputs.iter().map(Vec::len).sum();
        Ok(self.bytes)
    }

    /// Each side gets its input with its turn: where memory is slow, whichever touched its
    /// input last is up to 1.7 times as fast.
    ///
    /// A rival with one thread gets another core each time, by lot: one core may be
    /// slower than the other for as long as the host's other guests are busy, and left
    /// alone, a program stays where it is.
    fn rival(&mut self, lot: impl FnOnce() -> usize) -> Result<Run, Trouble> {
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
            rival.session.settle(lot());
        }
        rival.go_on();
        let run = rival.session.take_turn(inputs, rival.subject, gathers)?;
        rival.stop();
        Ok(run)
    }

    /// Before and after it no thread of the candidate runs, nor while its input is placed.
    fn candidate(&mut self) -> Result<Turn, Trouble> {
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
        let fetching_s = done.elapsed().as_secs_f64();
        let fetching_cpu_s = candidate.cpu_time().saturating_sub(cpu).as_secs_f64();
        candidate.stop();
        Ok(Turn { run, fetching_s, fetching_cpu_s })
    }

    fn witness(&mut self, rounds: u64, parts: usize) -> Result<Run, Trouble> {
        sleep(QUIET);
        self.pair.judge.run(Subject::Witness { rounds, parts }, parts > 1)
    }

    fn read(&mut self, bytes: usize) -> Result<f64, Trouble> {
        sleep(QUIET);
        Ok(super::own_s(&self.pair.judge.run(Subject::Stream { bytes }, true)?))
    }

    fn example(&mut self) -> Result<(f64, f64), Trouble> {
        self.pair.judge.gather()?;
        let placed = self.hand(Part::Candidate)?;
        let inputs = placed.map_or(Inputs::Frames(&self.inputs), Inputs::Placed);
        let run = self.pair.judge.take_turn(inputs, Subject::Baseline, true)?;
        let begin = Instant::now();
        self.pair.judge.outputs()?;
        Ok((run.handing_s, begin.elapsed().as_secs_f64()))
    }

    fn check(&mut self) -> Result<Option<(usize, Outcome)>, Trouble> {
        // The judge has not run in this block, and must know the answer.
        self.pair.judge.run(Subject::Baseline, false)?;
        let wrong = self.pair.judge.check(&self.answers)?;
        Ok(wrong.map(|Wrong { index, input, mismatch }| {
            let printed = self.pair.candidate.printed();
            (index, Outcome::Wrong { input, mismatch, printed, right_runs: None })
        }))
    }

    fn candidate_cpu(&self) -> Duration {
        self.pair.candidate.cpu_time()
    }

    fn hold(&self) {
        self.pair.candidate.stop();
        self.pair.rival.stop();
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn wait(&mut self, time: Duration) {
        sleep(time);
    }
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
