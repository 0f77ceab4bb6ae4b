//! The real machine for the timing loop: baseline, candidate and witness in processes.

use super::memory::Part;
use super::seconds;
use super::session::{self, Inputs, Rendezvous, SessionError, Wrong};
use super::{QUIET, Rival, TimingJob};
use crate::verdict::{Against, Outcome};
use grader_spec::protocol::Ran;
use grader_spec::protocol::{Placed, Subject};
use grader_spec::{COOLED_BYTES_MIN, COOLED_FOR};
use speedup::{Own, Run, Sides, Turn};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The real machine.
pub struct Processes<'a> {
    pair: TimingJob<'a>,
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
    pub fn new(pair: TimingJob<'a>) -> Self {
        let (inputs, halves, answers) = (Vec::new(), None, Vec::new());
        Self { pair, start: Instant::now(), inputs, halves, bytes: 0, answers }
    }

    /// Places the inputs where the one whose turn it is reads them, while it is stopped;
    /// nothing where they travel as bytes.
    fn hand(&mut self, part: Part) -> Result<Option<Placed>, SessionError> {
        let TimingJob { judge, rival, memory, .. } = &mut self.pair;
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
    type Error = SessionError;

    fn prepare(&mut self, size: usize, seeds: &[u64]) -> Result<usize, SessionError> {
        let TimingJob { judge, rival, memory, case, .. } = &mut self.pair;
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
    fn rival(&mut self, lot: impl FnOnce() -> usize) -> Result<Run, SessionError> {
        // What idle workers spin is over by then.
        sleep(QUIET);
        let pool = match self.pair.rival.against {
            Against::Baseline => Rendezvous::None,
            _ => Rendezvous::Whole,
        };
        if pool == Rendezvous::Whole {
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
        let run = rival.session.take_turn(inputs, rival.subject, pool)?;
        rival.stop();
        Ok(run.into())
    }

    /// Before and after it no thread of the candidate runs, nor while its input is placed.
    fn candidate(&mut self) -> Result<Turn, SessionError> {
        sleep(QUIET);
        self.pair.candidate.go_on();
        self.pair.candidate.gather()?;
        self.pair.candidate.stop();
        let placed = self.hand(Part::Candidate)?;
        let inputs = placed.map_or(Inputs::Frames(&self.inputs), Inputs::Placed);
        let (candidate, subject) = (&mut self.pair.candidate, self.pair.subject);
        candidate.go_on();
        let run = candidate.take_turn(inputs, subject, Rendezvous::Whole)?;
        let (done, cpu) = (Instant::now(), candidate.cpu_time());
        self.answers = candidate.outputs()?;
        let fetching_s = done.elapsed().as_secs_f64();
        let fetching_cpu_s = candidate.cpu_time().saturating_sub(cpu).as_secs_f64();
        candidate.stop();
        Ok(Turn { run: run.into(), fetching_s, fetching_cpu_s })
    }

    fn witness(&mut self, rounds: u64, parts: usize) -> Result<Run, SessionError> {
        sleep(QUIET);
        Ok(self
            .pair
            .judge
            .run(Subject::Witness { rounds, parts }, Rendezvous::for_parts(parts))?
            .into())
    }

    fn read(&mut self, bytes: usize) -> Result<f64, SessionError> {
        sleep(QUIET);
        let run = self.pair.judge.run(Subject::Stream { bytes }, Rendezvous::Whole)?;
        Ok(seconds(run.own.wall_ns))
    }

    fn example(&mut self) -> Result<(f64, f64), SessionError> {
        self.pair.judge.gather()?;
        let placed = self.hand(Part::Candidate)?;
        let inputs = placed.map_or(Inputs::Frames(&self.inputs), Inputs::Placed);
        let run = self.pair.judge.take_turn(inputs, Subject::Baseline, Rendezvous::Whole)?;
        let begin = Instant::now();
        self.pair.judge.outputs()?;
        Ok((run.handing_s, begin.elapsed().as_secs_f64()))
    }

    fn check(&mut self) -> Result<Option<(usize, SessionError)>, SessionError> {
        // The judge has not run in this block, and must know the answer.
        self.pair.judge.run(Subject::Baseline, Rendezvous::None)?;
        let wrong = self.pair.judge.check(&self.answers)?;
        Ok(wrong.map(|Wrong { index, input, mismatch }| {
            let printed = self.pair.candidate.printed();
            let outcome = Outcome::Wrong { input, mismatch, printed, right_runs: None };
            (index, SessionError::Failed(Box::new(outcome)))
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

impl session::Run {
    /// Whether the calling thread had a core to itself.
    pub fn had_its_core(&self) -> bool {
        Run::from(*self).had_its_core()
    }

    /// Whether a parallel run had every core from start to end.
    pub fn had_all_cores(&self) -> bool {
        Run::from(*self).had_all_cores()
    }
}

impl From<session::Run> for Run {
    fn from(run: session::Run) -> Self {
        let session::Run { handing_s, handing_cpu_s, seconds, settling_s, cpu_s, threads, own } =
            run;
        let own = in_seconds(&own);
        Self { handing_s, handing_cpu_s, seconds, settling_s, cpu_s, threads, own }
    }
}

/// What a process said in nanoseconds, in seconds.
fn in_seconds(own: &Ran) -> Own {
    Own {
        wall_s: seconds(own.wall_ns),
        cpu_s: seconds(own.cpu_ns),
        thread_cpu_s: seconds(own.thread_cpu_ns),
        before_s: seconds(own.pre_ns),
        after_s: seconds(own.post_ns),
        run_delay_s: own.run_delay_ns.map(seconds),
        pool_cpu_s: own.pool_cpu_ns.map(seconds),
        own_delay_s: own.own_delay_ns.map(seconds),
        longest_cpu_s: own.longest_cpu_ns.map(seconds),
    }
}
