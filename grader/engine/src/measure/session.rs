//! A conversation with one exercise's binary, every step under its time limit.

use super::files::{Access, InputFiles};
use crate::bounded::sentence;
use crate::compile::Unit;
use crate::course::Grant;
use crate::fault::Fault;
use crate::process::enclosure::Enclosure;
use crate::process::{Ending, Excess, Limits, Patience, Peer, Program, Spawner, cores, limits};
use crate::verdict::Outcome;
use crate::words;
use grader_spec::protocol::Dependence;
use grader_spec::protocol::{
    Count, DONE, FRAME_BYTES_MAX, Handed, MemoryAccess, Placed, Ran, Reply, Request, STARTED,
    Subject, Trace, receive_at_most, receive_bytes, send, send_bytes,
};
use grader_spec::{Case, Graph, Mismatch, WORKER};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, Instant};

/// How much is taken from a candidate as answers to one run, in bytes.
const ANSWER_BYTES_MAX: usize = 256 << 20;
/// How much is taken from a candidate as one message beside them, in bytes: a trace of
/// 64 threads has 1.3 MiB.
const REPLY_BYTES_MAX: usize = 4 << 20;
/// No name of a thread is longer in a trace.
const LANE_NAME_CHARS: usize = 64;
/// How far the layout of memory may be moved, in bytes: about a page.
const PADDING_BYTES_MAX: usize = 4096;

/// A running binary that has said who it is.
#[derive(Debug)]
pub struct Session {
    peer: Peer,
    side: Side,
    /// The exercise's cases.
    pub cases: Vec<Case>,
    cpu_at_request: Duration,
    /// The size of its pool.
    threads: usize,
    /// The threads of its pool, where the system tells.
    workers: Vec<i32>,
    /// How many inputs it was handed last: as many answers there are.
    inputs: usize,
}

/// Whose fault it is when a conversation breaks off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The course's own code: a fault.
    Judge,
    /// The student's code: a verdict.
    Candidate,
}

/// One run, by the grader's clocks and by the process's own figures. Only what the
/// grader saw itself may speak for a candidate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Run {
    /// From the first byte of the request, and of its inputs, to the byte before the
    /// call, in seconds.
    pub handing_s: f64,
    /// CPU time of the process meanwhile, in seconds.
    pub handing_cpu_s: f64,
    /// From the byte before the call to the byte after it.
    pub seconds: f64,
    /// From there to the end of the reply, in seconds.
    pub settling_s: f64,
    /// CPU time of the process from the byte before the call to the end of the reply,
    /// in seconds.
    pub cpu_s: f64,
    /// The size of the process's pool.
    pub threads: usize,
    /// What the process says of itself.
    pub own: Ran,
}

/// Inputs on their way to a run.
#[derive(Clone, Copy, Debug)]
pub enum Inputs<'a> {
    /// As bytes, which it unpacks itself.
    Frames(&'a [Vec<u8>]),
    /// In memory that it reads.
    Placed(Placed),
}

/// A wrong answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Its place among the answers.
    pub index: usize,
    /// The input, shortened.
    pub input: String,
    /// What differs.
    pub mismatch: Mismatch,
}

/// Whether the pool gathers before and after a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rendezvous {
    /// It does not: the run uses one thread, or is not timed.
    None,
    /// All its threads do.
    Whole,
}

impl Rendezvous {
    /// For a run in a number of equal parts.
    pub fn for_parts(parts: usize) -> Self {
        if parts > 1 { Self::Whole } else { Self::None }
    }
}

/// Why a conversation ended.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionError {
    /// The candidate failed: a verdict.
    Failed(Box<Outcome>),
    /// The grader, the course or the machine did: never a verdict.
    Ours(Fault),
}

impl From<Fault> for SessionError {
    fn from(fault: Fault) -> Self {
        Self::Ours(fault)
    }
}

/// What is started, and how.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// The binary.
    pub unit: &'a Unit,
    /// Whose code it is.
    pub side: Side,
    /// The size of its pool.
    pub threads: usize,
    /// What it may use.
    pub limits: Limits,
    /// The files of inputs, where an exercise has some, and what it may do to them.
    pub files: Option<(&'a InputFiles, Access)>,
    /// What of the machine it may read beside that.
    pub grants: &'a [Grant],
}

/// A program that speaks as an exercise's binary does.
#[derive(Clone, Debug)]
pub struct Served<'a> {
    /// What is started.
    pub program: Program,
    /// The unit key that it must name.
    pub key: &'a str,
    /// Judge or candidate.
    pub side: Side,
    /// The threads of its pool.
    pub threads: usize,
}

impl Session {
    /// Starts a unit with a pool of `threads` and makes sure that it is the one
    /// that was built.
    pub fn start(spawner: &Spawner, start: Start) -> Result<Self, SessionError> {
        let Start { unit, side, threads, limits, files, grants } = start;
        let folder = unit.binary.parent().unwrap_or(Path::new("/"));
        // The environment lies above the stack: another length, another layout
        // of memory (Mytkowicz et al., "Producing Wrong Data", ASPLOS 2009).
        let padding = "x".repeat(rand::random_range(0..PADDING_BYTES_MAX));
        let mut enclosure = Enclosure::candidate(&unit.binary).granting(grants);
        if let Some(library) = &unit.library {
            enclosure = enclosure.reading(library);
        }
        let program = Program::new(&unit.binary, folder).env("GRADE_PADDING", padding);
        let program = match files {
            Some((files, access)) => files.open_to(program, enclosure, access),
            None => program.enclosed(enclosure),
        };
        Self::start_program(spawner, Served { program, key: &unit.key, side, threads }, limits)
    }

    /// Starts such a program and makes sure that it names its unit key.
    pub fn start_program(
        spawner: &Spawner,
        served: Served,
        limits: Limits,
    ) -> Result<Self, SessionError> {
        let Served { program, key, side, threads } = served;
        let peer = cores::on_timed(threads, || spawner.talk(&program, limits))?;
        let mut session = Self {
            peer,
            side,
            cases: Vec::new(),
            cpu_at_request: Duration::ZERO,
            threads,
            workers: Vec::new(),
            inputs: 0,
        };
        match session.ask(&Request::Hello { threads })? {
            Reply::Hello { unit_key, cases } if unit_key == key => session.cases = cases,
            Reply::Hello { unit_key, .. } => {
                let what =
                    format!("the program that ran is `{unit_key}`, not `{key}` that was built");
                let hint = "remove `target/grade` and run again; if it comes back, report it";
                return Err(Fault::internal(what, hint).into());
            }
            // None of the student's code has run; but how much each thread keeps for itself is
            // for the student to say. The solution's threads show whether it is the machine.
            Reply::Fault(_) if side == Side::Candidate => {
                let how = format!(
                    "its pool of {threads} threads could not be started: what it keeps in \
                     `thread_local!` is in every thread's memory"
                );
                let printed = session.peer.printed();
                return Err(session.failed(Outcome::Crashed { how, signal: None, printed }));
            }
            Reply::Fault(_) => {
                let refused = format!("a program could not start its pool of {threads} threads");
                let hint = "end some programs, or raise the limit on processes and threads \
                            (`ulimit -u`, or pids.max of the control group)";
                return Err(Fault::new(limits::noted(refused), hint).into());
            }
            other => return Err(session.unexpected(&other)),
        }
        session.workers = session.peer.threads_named(WORKER);
        session.peer.hold_memory_peak();
        Ok(session)
    }

    /// Binds each worker of the pool to a core of its own, where there are as many
    /// cores as workers.
    ///
    /// A rendezvous parts the workers before a run. A program that begins with serial
    /// work lets them fall asleep again, and those that wake on one core stay there
    /// for milliseconds. A worker that starts threads, or asks how many cores there
    /// are, frees itself first (see `threads` in `grader_spec`), and is bound again
    /// for the next run.
    pub fn spread(&self) {
        self.peer.spread(&self.workers);
    }

    /// Binds a program with one thread to a core, by its place among those that may
    /// be used.
    pub fn settle(&self, index: usize) {
        self.peer.settle(index);
    }

    /// The judge makes inputs; they are kept there, and returned as bytes.
    ///
    /// `size` is another size than the case's own.
    pub fn generate(
        &mut self,
        case: usize,
        size: Option<usize>,
        seeds: &[u64],
    ) -> Result<Vec<Vec<u8>>, SessionError> {
        let request = Request::Generate { case, size, seeds: seeds.to_vec() };
        self.inputs = seeds.len();
        match self.ask(&request)? {
            Reply::Inputs(count) if count == seeds.len() => self.receive_frames(count),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Hands over inputs that the judge has made.
    pub fn load(&mut self, inputs: &[Vec<u8>]) -> Result<(), SessionError> {
        self.inputs = inputs.len();
        let reply = self.ask_with(&Request::Load { inputs: inputs.len() }, inputs)?;
        if reply == Reply::Loaded { Ok(()) } else { Err(self.unexpected(&reply)) }
    }

    /// Maps a part of the memory for inputs, to fill it or to read it: before any of the
    /// student's code has run. Says whether it could.
    pub fn share(
        &mut self,
        file: &File,
        part: usize,
        access: MemoryAccess,
    ) -> Result<bool, SessionError> {
        let writes = access == MemoryAccess::Fill;
        self.request(&Request::Share { part, writes }, &[])?;
        let sent = self.peer.send_file(file);
        sent.map_err(|error| self.failure(&error))?;
        if !writes && let Ok(file) = file.try_clone() {
            self.peer.watch_shared(file);
        }
        match self.receive().map_err(|error| self.failure(&error))? {
            Reply::Shared(is_mapped) => Ok(is_mapped),
            other => Err(self.unexpected(&other)),
        }
    }

    /// The judge makes a set of inputs for each size and keeps them, to be placed. Says
    /// how many bytes the last set takes on the wire; that one is at hand, too.
    pub fn prepare(
        &mut self,
        case: usize,
        sizes: &[Option<usize>],
        seeds: &[u64],
    ) -> Result<usize, SessionError> {
        let request = Request::Prepare { case, sizes: sizes.to_vec(), seeds: seeds.to_vec() };
        self.inputs = seeds.len();
        match self.ask(&request)? {
            Reply::Prepared(bytes) => Ok(bytes),
            other => Err(self.unexpected(&other)),
        }
    }

    /// The judge unpacks one of those sets into a part of the shared memory.
    pub fn place(&mut self, set: usize, part: usize) -> Result<Placed, SessionError> {
        match self.ask(&Request::Place { set, part })? {
            Reply::Placed(Some(placed)) => Ok(placed),
            Reply::Placed(None) => {
                let what = "an input does not fit into the memory that it is handed over in";
                Err(Fault::new(what, "make the timed case smaller: it has room for 2 GiB").into())
            }
            other => Err(self.unexpected(&other)),
        }
    }

    /// Runs over the inputs at hand.
    pub fn run(&mut self, subject: Subject, pool: Rendezvous) -> Result<Run, SessionError> {
        let rendezvous = pool == Rendezvous::Whole;
        if rendezvous {
            self.spread();
        }
        self.clocked(&Request::Run { subject, rendezvous, inputs: None }, &[])
    }

    /// Gathers the pool for a turn whose inputs are still to come.
    pub fn gather(&mut self) -> Result<(), SessionError> {
        self.spread();
        match self.ask(&Request::Gather)? {
            Reply::Gathered => Ok(()),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Hands over inputs and runs over them at once: the process has not seen them before.
    /// A pool that gathers has been gathered before, too.
    pub fn take_turn(
        &mut self,
        inputs: Inputs,
        subject: Subject,
        pool: Rendezvous,
    ) -> Result<Run, SessionError> {
        let rendezvous = pool == Rendezvous::Whole;
        let (handed, frames) = match inputs {
            Inputs::Frames(frames) => (Handed::Frames(frames.len()), frames),
            Inputs::Placed(placed) => (Handed::Placed(placed), &[][..]),
        };
        self.inputs = match handed {
            Handed::Frames(count) | Handed::Placed(Placed { count, .. }) => count,
        };
        self.clocked(&Request::Run { subject, rendezvous, inputs: Some(handed) }, frames)
    }

    fn clocked(&mut self, request: &Request, frames: &[Vec<u8>]) -> Result<Run, SessionError> {
        let asked = Instant::now();
        self.request(request, frames)?;
        let run = self.clocked_reply(asked);
        match run.map_err(|error| self.failure(&error))? {
            (run, Reply::Ran(own)) => Ok(Run { own: *own, threads: self.threads, ..run }),
            (_, Reply::Panicked { message }) => Err(self.panicked(&message)),
            (_, other) => Err(self.unexpected(&other)),
        }
    }

    /// Runs the candidate with a sampler beside it.
    pub fn trace(&mut self) -> Result<Trace, SessionError> {
        self.spread();
        match self.ask(&Request::Trace)? {
            Reply::Traced(mut trace) if trace.is_possible() => {
                for lane in &mut trace.lanes {
                    lane.name = lane.name.chars().take(LANE_NAME_CHARS).collect();
                }
                Ok(trace)
            }
            Reply::Fault(text) if !cfg!(all(target_os = "linux", not(grade_portable))) => {
                Err(Fault::new(text, "on Linux there are traces").into())
            }
            Reply::Panicked { message } => Err(self.panicked(&message)),
            other => Err(self.unexpected(&other)),
        }
    }

    /// What the candidate chooses for the input at hand, where there is something to choose.
    pub fn own_choice(&mut self) -> Result<usize, SessionError> {
        match self.ask(&Request::Choices)? {
            Reply::Choices { own: Some(own), .. } => Ok(own),
            Reply::Panicked { message } => Err(self.panicked(&message)),
            other => Err(self.unexpected(&other)),
        }
    }

    /// What a sweep tries for the input at hand, as the judge says. The file that is linked
    /// to it, which may be a stub, is not asked.
    pub fn tried(&mut self) -> Result<Vec<usize>, SessionError> {
        match self.ask(&Request::Tried)? {
            Reply::Choices { choices, .. } => Ok(choices),
            other => Err(self.unexpected(&other)),
        }
    }

    fn panicked(&self, message: &str) -> SessionError {
        let how = format!("it panicked: {message}");
        self.failed(Outcome::Crashed { how, signal: None, printed: self.peer.printed() })
    }

    /// What the grader's clocks say of a run that was asked for then, and the reply.
    fn clocked_reply(&mut self, asked: Instant) -> io::Result<(Run, Reply)> {
        let started = self.moment(STARTED)?;
        let cpu_started = self.cpu_time();
        let handing_cpu_s = cpu_started.saturating_sub(self.cpu_at_request).as_secs_f64();
        let done = self.moment(DONE)?;
        let reply = self.receive()?;
        let settling_s = done.elapsed().as_secs_f64();
        // By now its threads sleep: the system knows exactly what each has used.
        let cpu_s = self.cpu_time().saturating_sub(cpu_started).as_secs_f64();
        let (handing_s, seconds) =
            ((started - asked).as_secs_f64(), (done - started).as_secs_f64());
        let run = Run { handing_s, handing_cpu_s, seconds, settling_s, cpu_s, ..Run::default() };
        Ok((run, reply))
    }

    /// When this byte arrives.
    fn moment(&mut self, expected: u8) -> io::Result<Instant> {
        let mut byte = [0];
        self.peer.read_exact(&mut byte)?;
        let at = Instant::now();
        if byte[0] == expected { Ok(at) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    /// What the spec counted during the last run.
    pub fn counts(&mut self) -> Result<Vec<Count>, SessionError> {
        match self.ask(&Request::Counts)? {
            Reply::Counts(counts) => Ok(counts),
            other => Err(self.unexpected(&other)),
        }
    }

    /// The tasks of the first input at hand.
    pub fn graph(&mut self) -> Result<Option<Graph>, SessionError> {
        match self.ask(&Request::Graph)? {
            Reply::Graph(graph) => Ok(graph),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Whether the answers to a case depend on its input; see [`Request::Dependence`].
    pub fn dependence(&mut self, case: usize, seeds: Vec<u64>) -> Result<Dependence, SessionError> {
        match self.ask(&Request::Dependence { case, seeds })? {
            Reply::Dependence(found) => Ok(found),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Fetches the last run's answers, as bytes.
    pub fn outputs(&mut self) -> Result<Vec<Vec<u8>>, SessionError> {
        match self.ask(&Request::Outputs)? {
            Reply::Outputs(count) if count == self.inputs => self.receive_frames(count),
            other => Err(self.unexpected(&other)),
        }
    }

    /// The judge compares answers with the baseline's last. Where it breaks down over
    /// them, it is they that failed: the caller that says so lets it check the solution's first.
    pub fn check(&mut self, outputs: &[Vec<u8>]) -> Result<Option<Wrong>, SessionError> {
        let request = Request::Check { outputs: outputs.len() };
        let reply = self.write(&request, outputs).and_then(|()| self.receive());
        let broken = match reply {
            Ok(Reply::Right) => return Ok(None),
            Ok(Reply::Wrong { index, input, mismatch }) => {
                return Ok(Some(Wrong { index, input, mismatch }));
            }
            Ok(Reply::Fault(text)) => text,
            Ok(other) => return Err(self.unexpected(&other)),
            Err(error) => match self.broken_off(&error) {
                // What it would have said cannot be told.
                starved @ Outcome::Starved { .. } => return Err(self.failed(starved)),
                outcome => words::in_short(&outcome),
            },
        };
        let how = format!("its answer cannot be checked, the judge broke down over it: {broken}");
        Err(SessionError::Failed(Box::new(Outcome::Crashed {
            how,
            signal: None,
            printed: String::new(),
        })))
    }

    /// What the program has printed so far.
    pub fn printed(&self) -> String {
        self.peer.printed()
    }

    /// CPU time of the process so far.
    pub fn cpu_time(&self) -> Duration {
        self.peer.cpu_time().unwrap_or_default()
    }

    /// From here on the peak of memory is counted anew.
    pub fn forget_memory_peak(&self) {
        self.peer.forget_memory_peak();
    }

    /// The most memory that the process has had in use at once, in MiB.
    pub fn memory_peak_mib(&self) -> Option<f64> {
        self.peer.memory_peak_mib()
    }

    /// Stops every thread of the program where it is.
    pub fn stop(&self) {
        self.peer.stop();
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        self.peer.go_on();
    }

    fn ask(&mut self, request: &Request) -> Result<Reply, SessionError> {
        self.ask_with(request, &[])
    }

    fn ask_with(&mut self, request: &Request, frames: &[Vec<u8>]) -> Result<Reply, SessionError> {
        self.request(request, frames)?;
        self.receive().map_err(|error| self.failure(&error))
    }

    fn receive(&mut self) -> io::Result<Reply> {
        let limit = match self.side {
            Side::Judge => FRAME_BYTES_MAX,
            Side::Candidate => REPLY_BYTES_MAX,
        };
        receive_at_most(&mut self.peer, limit)
    }

    /// Sends a request; from here on the time limit runs.
    fn request(&mut self, request: &Request, frames: &[Vec<u8>]) -> Result<(), SessionError> {
        self.write(request, frames).map_err(|error| self.failure(&error))
    }

    fn write(&mut self, request: &Request, frames: &[Vec<u8>]) -> io::Result<()> {
        self.cpu_at_request = self.cpu_time();
        self.peer.begin_step();
        send(&mut self.peer, request)?;
        frames.iter().try_for_each(|frame| send_bytes(&mut self.peer, frame))
    }

    fn receive_frames(&mut self, count: usize) -> Result<Vec<Vec<u8>>, SessionError> {
        let mut left = match self.side {
            Side::Judge => FRAME_BYTES_MAX,
            Side::Candidate => ANSWER_BYTES_MAX,
        };
        let peer = &mut self.peer;
        let mut receive = || {
            let frame = receive_bytes(peer, left)?;
            left -= frame.len();
            Ok(frame)
        };
        let frames: io::Result<_> = (0..count).map(|_| receive()).collect();
        frames.map_err(|error| self.failure(&error))
    }

    /// Says how a conversation broke off, and ends the program.
    fn failure(&mut self, error: &io::Error) -> SessionError {
        let outcome = self.broken_off(error);
        self.failed(outcome)
    }

    fn broken_off(&mut self, error: &io::Error) -> Outcome {
        let limits = self.peer.limits();
        let cpu_s = self.cpu_time().saturating_sub(self.cpu_at_request).as_secs_f64();
        let late = is_late(error);
        let nonsense = error.kind() == io::ErrorKind::InvalidData;
        let exceeds = self.peer.excess().is_some();
        let patience = if late || nonsense || exceeds { Patience::None } else { Patience::HungUp };
        let ending = self.peer.end(patience);
        let printed = self.peer.printed();
        if let Some(excess) = self.peer.excess() {
            let limit_mib = limits.memory_peak_mib;
            return match excess {
                Excess::Memory => Outcome::OutOfMemory { limit_mib, printed },
                Excess::Threads(count) => {
                    let how = format!("it had {count} threads at once, and was ended");
                    Outcome::Crashed { how, signal: None, printed }
                }
            };
        }
        if late && self.peer.was_starved() {
            let wall_s = self.peer.step_elapsed().as_secs_f64();
            Outcome::Starved { limit_s: limits.time_wall_s, wall_s, cpu_s }
        } else if printed.contains("memory allocation of ") {
            // The standard library prints this line and aborts; threads that wait for the
            // one that could not go on may then wait for ever.
            Outcome::OutOfMemory { limit_mib: limits.memory_peak_mib, printed }
        } else if late {
            Outcome::TookTooLong { limit_s: limits.time_wall_s, cpu_s, printed }
        } else if nonsense {
            let how = format!("it broke the conversation with the grader ({error})");
            Outcome::Crashed { how, signal: None, printed }
        } else {
            let signal = match ending {
                Ending::Signalled(signal) => Some(signal),
                Ending::Exited(_) | Ending::Ended => None,
            };
            Outcome::Crashed { how: how_it_ended(ending, &printed), signal, printed }
        }
    }

    /// An answer to another question. Of a candidate it is a break of the conversation,
    /// whatever it says; of the judge it is the course's fault.
    pub fn unexpected(&mut self, reply: &Reply) -> SessionError {
        if self.side == Side::Candidate {
            self.peer.end(Patience::None);
            let how = "it broke the conversation with the grader".to_owned();
            let printed = self.peer.printed();
            return self.failed(Outcome::Crashed { how, signal: None, printed });
        }
        if let Reply::Refused(text) = reply {
            let hint =
                "free some space on the disk that holds the course's `target/`, and run again";
            return SessionError::Ours(Fault::new(text.clone(), hint));
        }
        let what = match reply {
            Reply::Fault(text) => text.clone(),
            other => format!("an unexpected reply: {other:?}"),
        };
        let hint = "mend the exercise's spec.rs; `grade verify` checks it";
        SessionError::Ours(Fault::new(what, hint))
    }

    /// How long the grader has waited for it while it could run.
    pub fn time_counted(&self) -> Duration {
        self.peer.time_counted()
    }

    /// A verdict for a candidate, a fault for the judge.
    fn failed(&self, outcome: Outcome) -> SessionError {
        match self.side {
            Side::Candidate => SessionError::Failed(Box::new(outcome)),
            Side::Judge => {
                let hint = match outcome {
                    Outcome::Starved { .. } => "run again where this machine has more time for it",
                    Outcome::OutOfMemory { .. } | Outcome::Crashed { signal: Some(_), .. } => {
                        "raise the limits named here, or give this machine more memory; if that is \
                         not it, mend the baseline in the exercise's spec.rs"
                    }
                    _ => "mend the baseline in the exercise's spec.rs",
                };
                let what = format!("the judge failed: {}", sentence(words::in_short(&outcome)));
                SessionError::Ours(Fault::new(limits::noted(what), hint))
            }
        }
    }
}

/// Whether a wait for the other side was over before it said anything.
fn is_late(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// An end without an answer, in words.
fn how_it_ended(ending: Ending, printed: &str) -> String {
    // Signal numbers by their POSIX names; the rest are rare enough.
    let name = |signal| match signal {
        6 => "it aborted (SIGABRT)".to_owned(),
        9 => "the system killed it (SIGKILL), perhaps to get memory back".to_owned(),
        11 => "it touched memory that is not its own (SIGSEGV)".to_owned(),
        signal => format!("signal {signal} ended it"),
    };
    match ending {
        Ending::Signalled(6) if printed.contains("has overflowed its stack") => {
            "it overflowed its stack".to_owned()
        }
        Ending::Signalled(signal) => name(signal),
        Ending::Exited(code) => {
            format!("the program ended by itself, with exit code {code}, before it had answered")
        }
        Ending::Ended => "it closed the line to the grader".to_owned(),
    }
}
