//! The server that an exercise's binary is: it makes inputs, runs the baseline,
//! the candidate or the witness, and checks answers, as the grader asks.
//!
//! The same binary plays the judge, with the solution linked in, and the
//! candidate, with the student's file. It decides nothing: what it says of its
//! own times is recorded, not believed.

use crate::dependence::dependence;
use crate::kernel::stream;
use crate::pool::{PoolMeter, ThreadUse, WORKER, gather, rendezvous};
use crate::protocol::{
    Count, DONE, Dependence, Handed, MemoryAccess, Placed, Ran, Reply, Request, STARTED, Subject,
    Usage,
};
use crate::protocol::{FRAME_BYTES_MAX, receive, receive_bytes, send, send_bytes};
use crate::{Case, Counter, Exercise, Graph, Rng, brief, files, kernel, panics};
use nix::sys::resource::{UsageWho, getrusage};
use nix::time::{ClockId, clock_gettime};
use rand::SeedableRng;
use serde::{Serialize, de::DeserializeOwned};
use std::hint::black_box;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Serves `exercise` until the grader hangs up. Called by [`crate::serve!`].
pub fn serve<E: Exercise>(exercise: &E, unit_key: Option<&'static str>) -> ExitCode {
    std::panic::set_hook(Box::new(|info| remember_panic(info, None)));
    serve_with(&mut JudgeState::new(exercise), unit_key)
}

/// Serves `exercise` with the student's function and nothing else: what the
/// judge does is not in this binary. `source` is the student's file, as the compiler
/// was told to show it. Called by [`crate::serve!`].
pub fn serve_candidate<E: Exercise>(
    exercise: &E,
    unit_key: Option<&'static str>,
    source: Option<&'static str>,
) -> ExitCode {
    std::panic::set_hook(Box::new(move |info| remember_panic(info, source)));
    serve_with(&mut CandidateState(JudgeState::new(exercise)), unit_key)
}

/// Knows no exercise's types, so that it is compiled here, once, and not again
/// with every candidate.
fn serve_with(desk: &mut dyn Serving, unit_key: Option<&'static str>) -> ExitCode {
    let stream = match take_socket() {
        Ok(stream) => stream,
        Err(error) => {
            eprintln!("error: this program is run by the grader, not by hand ({error})");
            eprintln!("hint: type `cargo grade` to see where you are");
            return ExitCode::from(2);
        }
    };
    die_with_the_grader();
    #[cfg(all(target_os = "linux", target_env = "gnu", not(grade_portable)))]
    crate::threads::remember();
    let unit_key = unit_key.unwrap_or_default();
    let mut server = Server {
        desk,
        unit_key,
        stream,
        threads: 1,
        meter: None,
        is_hidden: false,
        entered: [0; PARTS],
        buffer: Vec::new(),
        words: Vec::new(),
    };
    match server.serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Moves the socket from standard input to a descriptor of its own and leaves
/// `/dev/null` in its place, so that a student who reads standard input gets
/// nothing rather than the grader's frames.
fn take_socket() -> io::Result<UnixStream> {
    let socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    socket.local_addr()?; // fails on what is not a socket
    let null = std::fs::File::open("/dev/null")?;
    nix::unistd::dup2_stdin(null)?;
    Ok(socket)
}

/// A killed grader must not leave a busy candidate behind.
fn die_with_the_grader() {
    #[cfg(all(target_os = "linux", not(grade_portable)))]
    if let Err(error) = nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL) {
        eprintln!("warning: this process may outlive the grader: {error}");
    }
}

/// Closes what files say of this process: `/proc/self/mem`, `environ` and the list of
/// open files are root's from here on, as proc(5) has it for processes that may not be
/// dumped. What a thread has used can still be read.
fn hide_from_files() {
    #[cfg(all(target_os = "linux", not(grade_portable)))]
    if let Err(error) = nix::sys::prctl::set_dumpable(false) {
        eprintln!("warning: files of this process stay open to it: {error}");
    }
}

/// How many parts of the shared memory there are.
#[cfg(all(target_os = "linux", not(grade_portable)))]
const PARTS: usize = crate::placed::PARTS;
#[cfg(not(all(target_os = "linux", not(grade_portable))))]
const PARTS: usize = 0;

/// How many bytes of a panic's message are remembered: some messages hold a whole input.
const PANIC_BYTES_MAX: usize = 4096;

/// A process that has just unpacked a large input has it in the caches of one core, which suits a
/// serial program. A core that idles for so long loses it, and all begin alike.
pub const COOLED_BYTES_MIN: usize = 64 << 10;
/// How long a core idles then.
pub const COOLED_FOR: Duration = Duration::from_micros(300);

/// The first panic since it was last asked for.
static PANIC: Mutex<Option<String>> = Mutex::new(None);

fn remember_panic(info: &std::panic::PanicHookInfo, source: Option<&str>) {
    let message = info.payload_as_str().unwrap_or("a panic without a message");
    let message = &message[..message.floor_char_boundary(PANIC_BYTES_MAX)];
    if let Ok(mut first) = PANIC.lock() {
        // To find a place takes a while, and a program may catch its panics.
        first.get_or_insert_with(|| {
            let place = info.location().map(|place| panics::place(place, source));
            format!("{message}{}", place.unwrap_or_default())
        });
    }
}

fn take_panic() -> String {
    let message = PANIC.lock().ok().and_then(|mut first| first.take());
    message.unwrap_or_else(|| "a panic without a message".to_owned())
}

/// An input's files, shown to their readers.
fn shown(result: io::Result<()>) -> Result<(), Reply> {
    result.map_err(|error| Reply::Refused(format!("cannot hand over an input's files: {error}")))
}

/// How the pool gathers before a run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gathering {
    /// It does not.
    None,
    /// At length.
    Whole,
    /// For a moment: it gathered before the inputs were handed over, and need only wake up.
    Again,
}

/// What the server asks of an exercise, free of its types.
trait Serving {
    fn cases(&self) -> Vec<Case>;
    fn counters(&self) -> Vec<&'static Counter>;
    fn generate(&mut self, case: &Case, seeds: &[u64]);
    /// Keeps the inputs at hand as bytes as well, as the set of this number, and says how
    /// many bytes. The first set takes the place of all that were kept.
    fn pack(&mut self, set: usize) -> io::Result<usize>;
    /// Unpacks a set into a part of the shared memory.
    fn place(&self, set: usize, part: usize) -> io::Result<Placed>;
    /// Has those at hand that lie there.
    fn take_placed(&mut self, inputs: Placed) -> io::Result<()>;
    fn choices(&self, threads: usize) -> (Vec<usize>, Option<usize>);
    /// What a sweep tries; nothing where there is no judge.
    fn tried(&self) -> Vec<usize>;
    fn inputs(&self) -> io::Result<Vec<Vec<u8>>>;
    fn load(&mut self, frames: &[Vec<u8>]) -> io::Result<()>;
    fn forget_outputs(&mut self);
    /// The timed call.
    fn baseline(&mut self);
    /// The timed call.
    fn candidate(&mut self, threads: usize, choice: Option<usize>);
    /// The last run's output with this number, as bytes after those in the buffer.
    fn output(&self, index: usize, buffer: Vec<u8>) -> io::Result<Option<Vec<u8>>>;
    fn output_count(&self) -> usize;
    fn compare(&self, frames: &[Vec<u8>]) -> Reply;
    fn graph(&self) -> Option<Graph>;
    /// Nothing where there is no judge.
    fn dependence(&self, case: &Case, seeds: &[u64]) -> Option<Dependence>;
}

/// An exercise with the inputs and outputs at hand.
struct JudgeState<'a, E: Exercise> {
    exercise: &'a E,
    /// Inputs of its own.
    kept: Vec<E::Input>,
    /// The inputs at hand, where they lie in shared memory.
    placed: Option<&'static [E::Input]>,
    /// Sets of inputs as bytes, to be placed.
    packed: Vec<Vec<Vec<u8>>>,
    /// The last run's outputs. The judge runs the baseline only, so that these
    /// are what answers are compared with.
    outputs: Vec<E::Output>,
}

impl<'a, E: Exercise> JudgeState<'a, E> {
    fn new(exercise: &'a E) -> Self {
        Self { exercise, kept: Vec::new(), placed: None, packed: Vec::new(), outputs: Vec::new() }
    }

    /// The inputs at hand.
    fn at_hand(&self) -> &[E::Input] {
        self.placed.unwrap_or(&self.kept)
    }

    fn load(&mut self, frames: &[Vec<u8>]) -> io::Result<()> {
        (self.kept, self.placed) = (Vec::new(), None);
        self.kept = unpacked(frames)?;
        Ok(())
    }

    #[cfg(all(target_os = "linux", not(grade_portable)))]
    fn take_placed(&mut self, inputs: Placed) -> io::Result<()> {
        let placed = crate::placed::placed(inputs.address, inputs.count);
        self.placed = Some(placed.ok_or(io::ErrorKind::InvalidData)?);
        Ok(())
    }

    #[cfg(not(all(target_os = "linux", not(grade_portable))))]
    fn take_placed(&mut self, _: Placed) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn forget_outputs(&mut self) {
        self.outputs.clear();
        self.outputs.reserve(self.at_hand().len());
    }

    fn candidate(&mut self, threads: usize, choice: Option<usize>) {
        let exercise = self.exercise;
        let answer = |input| match choice {
            None => exercise.candidate(input, threads),
            Some(choice) => match exercise.choices() {
                Some(choices) => choices.candidate_with(input, threads, choice),
                None => exercise.candidate(input, threads),
            },
        };
        // No method: the inputs are borrowed beside the answers.
        let inputs = self.placed.unwrap_or(&self.kept);
        self.outputs.extend(inputs.iter().map(answer));
    }

    fn choices(&self, threads: usize) -> (Vec<usize>, Option<usize>) {
        let Some(input) = self.at_hand().first() else { return (Vec::new(), None) };
        match self.exercise.choices() {
            Some(choices) => (choices.tried(input), Some(choices.own(input, threads))),
            None => (Vec::new(), None),
        }
    }

    fn output(&self, index: usize, buffer: Vec<u8>) -> io::Result<Option<Vec<u8>>> {
        let encode = |output| postcard::to_extend(output, buffer).map_err(io::Error::other);
        self.outputs.get(index).map(encode).transpose()
    }
}

impl<E: Exercise> Serving for JudgeState<'_, E> {
    fn cases(&self) -> Vec<Case> {
        self.exercise.cases()
    }

    fn counters(&self) -> Vec<&'static Counter> {
        self.exercise.counters()
    }

    fn generate(&mut self, case: &Case, seeds: &[u64]) {
        let make = |seed: &u64| self.exercise.generate(case, &mut Rng::seed_from_u64(*seed));
        (self.kept, self.placed) = (Vec::new(), None);
        self.kept = seeds.iter().map(make).collect();
    }

    fn inputs(&self) -> io::Result<Vec<Vec<u8>>> {
        self.kept.iter().map(encode).collect()
    }

    fn pack(&mut self, set: usize) -> io::Result<usize> {
        if set == 0 {
            self.packed.clear();
        }
        let inputs = self.inputs()?;
        let bytes = inputs.iter().map(Vec::len).sum();
        self.packed.push(inputs);
        Ok(bytes)
    }

    #[cfg(all(target_os = "linux", not(grade_portable)))]
    fn place(&self, set: usize, part: usize) -> io::Result<Placed> {
        let frames = self.packed.get(set).ok_or(io::ErrorKind::InvalidInput)?;
        let (inputs, bytes) = crate::placed::place(part, || unpacked::<E::Input>(frames))?;
        Ok(Placed { part, address: inputs.as_ptr() as u64, count: inputs.len(), bytes })
    }

    #[cfg(not(all(target_os = "linux", not(grade_portable))))]
    fn place(&self, _: usize, _: usize) -> io::Result<Placed> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn take_placed(&mut self, inputs: Placed) -> io::Result<()> {
        self.take_placed(inputs)
    }

    fn load(&mut self, frames: &[Vec<u8>]) -> io::Result<()> {
        self.load(frames)
    }

    fn forget_outputs(&mut self) {
        self.forget_outputs();
    }

    fn baseline(&mut self) {
        let (exercise, inputs) = (self.exercise, self.placed.unwrap_or(&self.kept));
        self.outputs.extend(inputs.iter().map(|input| exercise.baseline(input)));
    }

    fn candidate(&mut self, threads: usize, choice: Option<usize>) {
        self.candidate(threads, choice);
    }

    fn choices(&self, threads: usize) -> (Vec<usize>, Option<usize>) {
        self.choices(threads)
    }

    fn tried(&self) -> Vec<usize> {
        let input = self.at_hand().first();
        let tried = input.zip(self.exercise.choices()).map(|(input, choices)| choices.tried(input));
        tried.unwrap_or_default()
    }

    fn output(&self, index: usize, buffer: Vec<u8>) -> io::Result<Option<Vec<u8>>> {
        self.output(index, buffer)
    }

    fn output_count(&self) -> usize {
        self.outputs.len()
    }

    fn graph(&self) -> Option<Graph> {
        self.at_hand().first().and_then(|input| self.exercise.graph(input))
    }

    fn compare(&self, frames: &[Vec<u8>]) -> Reply {
        let inputs = self.at_hand();
        if frames.len() != self.outputs.len() || frames.len() != inputs.len() {
            return Reply::Fault(format!(
                "{} answers to {} inputs and {} expected answers",
                frames.len(),
                inputs.len(),
                self.outputs.len()
            ));
        }
        let expected = inputs.iter().zip(&self.outputs);
        for (index, (frame, (input, expected))) in frames.iter().zip(expected).enumerate() {
            let checked = match postcard::take_from_bytes::<E::Output>(frame) {
                Ok((actual, [])) => self.exercise.check(input, expected, &actual),
                Ok((_, rest)) => Err(crate::Mismatch {
                    difference: format!("after the answer come {} bytes more", rest.len()),
                    expected: brief(expected),
                    got: format!("{} bytes", frame.len()),
                }),
                Err(error) => Err(crate::Mismatch {
                    difference: format!("the answer cannot be read: {error}"),
                    expected: brief(expected),
                    got: format!("{} bytes", frame.len()),
                }),
            };
            if let Err(mismatch) = checked {
                return Reply::Wrong { index, input: brief(input), mismatch };
            }
        }
        Reply::Right
    }

    fn dependence(&self, case: &Case, seeds: &[u64]) -> Option<Dependence> {
        dependence(self.exercise, case, seeds)
    }
}

/// A desk without a judge: it takes inputs, runs the student's function and
/// hands out answers.
struct CandidateState<'a, E: Exercise>(JudgeState<'a, E>);

impl<E: Exercise> Serving for CandidateState<'_, E> {
    fn cases(&self) -> Vec<Case> {
        Vec::new()
    }

    fn counters(&self) -> Vec<&'static Counter> {
        self.0.exercise.counters()
    }

    fn generate(&mut self, _: &Case, _: &[u64]) {}

    fn inputs(&self) -> io::Result<Vec<Vec<u8>>> {
        Ok(Vec::new())
    }

    fn pack(&mut self, _: usize) -> io::Result<usize> {
        Ok(0)
    }

    fn place(&self, _: usize, _: usize) -> io::Result<Placed> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn take_placed(&mut self, inputs: Placed) -> io::Result<()> {
        self.0.take_placed(inputs)
    }

    fn load(&mut self, frames: &[Vec<u8>]) -> io::Result<()> {
        self.0.load(frames)
    }

    fn forget_outputs(&mut self) {
        self.0.forget_outputs();
    }

    fn baseline(&mut self) {}

    fn candidate(&mut self, threads: usize, choice: Option<usize>) {
        self.0.candidate(threads, choice);
    }

    fn choices(&self, threads: usize) -> (Vec<usize>, Option<usize>) {
        self.0.choices(threads)
    }

    fn tried(&self) -> Vec<usize> {
        Vec::new()
    }

    fn output(&self, index: usize, buffer: Vec<u8>) -> io::Result<Option<Vec<u8>>> {
        self.0.output(index, buffer)
    }

    fn output_count(&self) -> usize {
        self.0.outputs.len()
    }

    fn graph(&self) -> Option<Graph> {
        None
    }

    fn compare(&self, _: &[Vec<u8>]) -> Reply {
        Reply::Fault("a candidate does not judge".to_owned())
    }

    fn dependence(&self, _: &Case, _: &[u64]) -> Option<Dependence> {
        None
    }
}

fn encode(value: &impl Serialize) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(value).map_err(io::Error::other)
}

fn unpacked<T: DeserializeOwned>(frames: &[Vec<u8>]) -> io::Result<Vec<T>> {
    let mut inputs = Vec::with_capacity(frames.len());
    for frame in frames {
        inputs.push(postcard::from_bytes(frame).map_err(io::Error::other)?);
    }
    Ok(inputs)
}

struct Server<'a> {
    desk: &'a mut dyn Serving,
    unit_key: &'static str,
    stream: UnixStream,
    threads: usize,
    meter: Option<PoolMeter>,
    /// Whether this process's files are closed to it.
    is_hidden: bool,
    /// How much of each part of the shared memory this process has met, in bytes.
    entered: [usize; PARTS],
    /// The last answer that was sent.
    buffer: Vec<u8>,
    /// What [`Subject::Stream`] reads; empty until it is asked for.
    words: Vec<u64>,
}

impl Server<'_> {
    fn serve(&mut self) -> io::Result<()> {
        loop {
            let request = match receive(&mut self.stream) {
                Ok(request) => request,
                // The grader has hung up: the normal end.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                Err(error) => return Err(error),
            };
            if !matches!(request, Request::Hello { .. }) && !self.is_hidden {
                // Before any of the student's code, after the grader's own look.
                hide_from_files();
                self.is_hidden = true;
            }
            match request {
                Request::Hello { threads } => self.hello(threads)?,
                Request::Generate { case, size, seeds } => self.generate(case, size, &seeds)?,
                Request::Load { inputs } => self.load(inputs)?,
                Request::Gather => self.gather()?,
                Request::Share { part, writes } => {
                    let access = if writes { MemoryAccess::Fill } else { MemoryAccess::Read };
                    self.share(part, access)?;
                }
                Request::Prepare { case, sizes, seeds } => self.prepare(case, &sizes, &seeds)?,
                Request::Place { set, part } => self.place(set, part)?,
                Request::Run { subject, rendezvous, inputs } => {
                    self.take_inputs(inputs)?;
                    let gathering = match (rendezvous, inputs) {
                        (false, _) => Gathering::None,
                        (true, None) => Gathering::Whole,
                        (true, Some(_)) => Gathering::Again,
                    };
                    self.run(subject, gathering)?;
                }
                Request::Trace => self.trace()?,
                Request::Choices => self.choices()?,
                Request::Counts => self.counts()?,
                Request::Graph => self.graph()?,
                Request::Outputs => self.send_outputs()?,
                Request::Check { outputs } => self.check(outputs)?,
                Request::Dependence { case, seeds } => self.dependence(case, &seeds)?,
                Request::Tried => self.tried()?,
            }
        }
    }

    fn reply(&mut self, reply: &Reply) -> io::Result<()> {
        send(&mut self.stream, reply)
    }

    fn hello(&mut self, threads: usize) -> io::Result<()> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|index| format!("{WORKER}{}", index + 1))
            .build_global();
        if let Err(error) = pool {
            return self.reply(&Reply::Fault(format!("no pool of {threads} threads: {error}")));
        }
        #[cfg(all(target_os = "linux", target_env = "gnu", not(grade_portable)))]
        crate::threads::disown();
        self.threads = threads;
        self.meter = PoolMeter::open();
        let cases = self.desk.cases();
        self.reply(&Reply::Hello { unit_key: self.unit_key.to_owned(), cases })
    }

    fn generate(&mut self, case: usize, size: Option<usize>, seeds: &[u64]) -> io::Result<()> {
        files::begin();
        let made = self.make(case, size, seeds);
        if let Err(failure) = made.and_then(|()| shown(files::show_all())) {
            return self.reply(&failure);
        }
        let inputs = self.desk.inputs()?;
        self.reply(&Reply::Inputs(inputs.len()))?;
        inputs.iter().try_for_each(|input| send_bytes(&mut self.stream, input))
    }

    fn case(&self, index: usize) -> Result<Case, Reply> {
        let case = self.desk.cases().into_iter().nth(index);
        case.ok_or_else(|| Reply::Fault(format!("there is no case {index}")))
    }

    /// Makes the inputs of one case, of another size where one is given.
    fn make(&mut self, case: usize, size: Option<usize>, seeds: &[u64]) -> Result<(), Reply> {
        let case = self.case(case)?;
        let case = &Case { size: size.unwrap_or(case.size), ..case };
        let made = catch_unwind(AssertUnwindSafe(|| self.desk.generate(case, seeds)));
        made.map_err(|_| match (files::take_refused(), take_panic()) {
            (Some(refused), _) => Reply::Refused(refused),
            (None, panic) => {
                Reply::Fault(format!("`generate` panicked on case `{}`: {panic}", case.name))
            }
        })
    }

    fn load(&mut self, count: usize) -> io::Result<()> {
        let frames = self.receive_frames(count)?;
        self.desk.load(&frames)?;
        self.reply(&Reply::Loaded)
    }

    fn receive_frames(&mut self, count: usize) -> io::Result<Vec<Vec<u8>>> {
        (0..count).map(|_| receive_bytes(&mut self.stream, FRAME_BYTES_MAX)).collect()
    }

    /// The way to the cores takes longer than a run may begin late, so it comes before
    /// the inputs.
    fn gather(&mut self) -> io::Result<()> {
        // To give the last answers' memory back takes its time, too.
        self.desk.forget_outputs();
        gather();
        self.reply(&Reply::Gathered)
    }

    /// Before any of the student's code runs: what this process says here is true.
    fn share(&mut self, part: usize, access: MemoryAccess) -> io::Result<()> {
        #[cfg(all(target_os = "linux", not(grade_portable)))]
        let is_mapped = {
            let file = crate::placed::receive_file(&self.stream)?;
            crate::placed::map(&file, part, access).is_ok()
        };
        #[cfg(not(all(target_os = "linux", not(grade_portable))))]
        let is_mapped = {
            // Where there is no such memory, this is not asked.
            let _ = (part, access);
            false
        };
        self.reply(&Reply::Shared(is_mapped))
    }

    /// Makes each set of inputs and keeps it packed.
    fn prepare(&mut self, case: usize, sizes: &[Option<usize>], seeds: &[u64]) -> io::Result<()> {
        files::begin();
        let mut bytes = 0;
        for (set, &size) in sizes.iter().enumerate() {
            if let Err(failure) = self.make(case, size, seeds) {
                return self.reply(&failure);
            }
            bytes = self.desk.pack(set)?;
        }
        self.reply(&Reply::Prepared(bytes))
    }

    /// Unpacks a set of inputs where a reader finds it, and shows that the files.
    fn place(&mut self, set: usize, part: usize) -> io::Result<()> {
        let placed = self.desk.place(set, part).ok();
        match shown(files::show(part)) {
            Ok(()) => self.reply(&Reply::Placed(placed)),
            Err(refused) => self.reply(&refused),
        }
    }

    /// Has the inputs at hand that come with a request.
    fn take_inputs(&mut self, inputs: Option<Handed>) -> io::Result<()> {
        match inputs {
            None => Ok(()),
            Some(Handed::Frames(count)) => {
                let frames = self.receive_frames(count)?;
                self.desk.load(&frames)?;
                if frames.iter().map(Vec::len).sum::<usize>() >= COOLED_BYTES_MIN {
                    std::thread::sleep(COOLED_FOR);
                }
                Ok(())
            }
            Some(Handed::Placed(placed)) => {
                if let Some(entered) = self.entered.get_mut(placed.part)
                    && *entered < placed.bytes
                {
                    *entered = placed.bytes;
                    #[cfg(all(target_os = "linux", not(grade_portable)))]
                    crate::placed::enter(placed.part, placed.bytes);
                }
                self.desk.take_placed(placed)
            }
        }
    }

    /// Runs over the inputs at hand.
    fn run(&mut self, subject: Subject, gathering: Gathering) -> io::Result<()> {
        let mut ran = Ran::default();
        match subject {
            // Dropping old outputs here keeps their release out of the timed call.
            Subject::Baseline | Subject::Candidate | Subject::Chosen(_) => {
                self.desk.forget_outputs();
                self.desk.counters().iter().for_each(|counter| counter.clear());
            }
            Subject::Stream { bytes } => self.stream_words(bytes),
            Subject::Witness { .. } => {}
        }
        let latency = match gathering {
            Gathering::None => None,
            Gathering::Whole => Some(gather()),
            Gathering::Again => Some(rendezvous(Duration::ZERO)),
        };
        ran.pre_ns = latency.map_or(ran.pre_ns, nanoseconds);
        let usage_before = usage();
        let workers_before = self.meter.as_ref().and_then(PoolMeter::each_cpu_ns);
        take_longest_own_ns();
        let use_before = self.read_use();
        self.stream.write_all(&[STARTED])?;
        // The grader may have been woken on this very core. Without the yield it
        // would get the core, and look at its clock, up to a tick (4 ms) late.
        std::thread::yield_now();
        let before = Clocks::read();
        let result = catch_unwind(AssertUnwindSafe(|| self.call(subject)));
        let after = Clocks::read();
        self.stream.write_all(&[DONE])?;
        let used = self.read_use().since(use_before);
        let workers_after = self.meter.as_ref().and_then(PoolMeter::each_cpu_ns);
        ran.usage = usage_since(usage_before);
        if result.is_err() {
            return self.reply(&Reply::Panicked { message: take_panic() });
        }
        let (mut own, mut pool_delay_ns) = (used.own, used.pool.map(|pool| pool.waited_ns));
        if gathering != Gathering::None {
            ran.post_ns = nanoseconds(rendezvous(Duration::ZERO));
            // Threads that had not quite ended have entered their figures by now. And a
            // worker that queued for a core all the while has got one: only then does the
            // system add up what it waited.
            let later = self.read_use().since(use_before);
            own = later.own;
            let waited = later.pool.map(|pool| pool.waited_ns.saturating_sub(ran.post_ns));
            pool_delay_ns = pool_delay_ns.max(waited);
        }
        ran.wall_ns = nanoseconds(after.wall - before.wall);
        ran.cpu_ns = used.cpu_ns(own);
        ran.thread_cpu_ns = nanoseconds(after.thread.saturating_sub(before.thread));
        ran.run_delay_ns = pool_delay_ns;
        ran.pool_cpu_ns = used.pool.map(|pool| pool.cpu_ns);
        ran.own_delay_ns = own.map(|own| own.waited_ns);
        let workers = workers_before.zip(workers_after).zip(take_longest_own_ns());
        ran.longest_cpu_ns = workers.map(|((before, after), longest_own)| {
            let each = after.iter().zip(before).map(|(after, before)| after.saturating_sub(before));
            each.chain([ran.thread_cpu_ns, longest_own]).max().unwrap_or_default()
        });
        self.reply(&Reply::Ran(Box::new(ran)))
    }

    /// What the process has used so far.
    fn read_use(&self) -> Use {
        #[cfg(all(target_os = "linux", target_env = "gnu", not(grade_portable)))]
        let own = crate::threads::own_use();
        #[cfg(not(all(target_os = "linux", target_env = "gnu", not(grade_portable))))]
        let own = None;
        Use {
            pool: self.meter.as_ref().and_then(PoolMeter::read),
            own,
            thread: cpu_time(ClockId::CLOCK_THREAD_CPUTIME_ID),
            process: cpu_time(ClockId::CLOCK_PROCESS_CPUTIME_ID),
        }
    }

    /// The timed call and nothing else.
    fn call(&mut self, subject: Subject) {
        match subject {
            Subject::Baseline => self.desk.baseline(),
            Subject::Candidate => self.desk.candidate(self.threads, None),
            Subject::Chosen(choice) => self.desk.candidate(self.threads, Some(choice)),
            Subject::Witness { rounds, parts: 1 } => {
                black_box(kernel(black_box(1), rounds));
            }
            Subject::Witness { rounds, parts } => {
                let part = rounds / parts.max(1) as u64;
                black_box(rayon::broadcast(|worker| kernel(worker.index() as u64, part)));
            }
            Subject::Stream { .. } => {
                black_box(stream(&self.words));
            }
        }
    }

    /// Makes the memory that [`Subject::Stream`] reads, outside the timed call.
    fn stream_words(&mut self, bytes: usize) {
        self.words.resize(bytes / size_of::<u64>(), 1);
    }

    /// Other systems do not tell what a single thread has used.
    #[cfg(not(all(target_os = "linux", not(grade_portable))))]
    fn trace(&mut self) -> io::Result<()> {
        let text = "traces need Linux, which tells what each thread has used".to_owned();
        self.reply(&Reply::Fault(text))
    }

    /// Runs the candidate with a sampler beside it.
    #[cfg(all(target_os = "linux", not(grade_portable)))]
    fn trace(&mut self) -> io::Result<()> {
        self.desk.forget_outputs();
        let desk = &mut *self.desk;
        let threads = self.threads;
        let mut result = Ok(());
        let trace = crate::trace::traced(
            || {
                gather();
            },
            || result = catch_unwind(AssertUnwindSafe(|| desk.candidate(threads, None))),
        );
        if result.is_err() {
            return self.reply(&Reply::Panicked { message: take_panic() });
        }
        self.reply(&Reply::Traced(trace))
    }

    fn choices(&mut self) -> io::Result<()> {
        let threads = self.threads;
        match catch_unwind(AssertUnwindSafe(|| self.desk.choices(threads))) {
            Ok((choices, own)) => self.reply(&Reply::Choices { choices, own }),
            Err(_) => self.reply(&Reply::Panicked { message: take_panic() }),
        }
    }

    fn tried(&mut self) -> io::Result<()> {
        let reply = match catch_unwind(AssertUnwindSafe(|| self.desk.tried())) {
            Ok(choices) => Reply::Choices { choices, own: None },
            Err(_) => Reply::Fault(format!("`tried` panicked: {}", take_panic())),
        };
        self.reply(&reply)
    }

    fn graph(&mut self) -> io::Result<()> {
        let reply = match catch_unwind(AssertUnwindSafe(|| self.desk.graph())) {
            Ok(graph) => Reply::Graph(graph),
            Err(_) => Reply::Fault(format!("`graph` panicked: {}", take_panic())),
        };
        self.reply(&reply)
    }

    fn dependence(&mut self, case: usize, seeds: &[u64]) -> io::Result<()> {
        let case = match self.case(case) {
            Ok(case) => case,
            Err(fault) => return self.reply(&fault),
        };
        files::begin();
        let look = AssertUnwindSafe(|| self.desk.dependence(&case, seeds));
        let reply = match catch_unwind(look) {
            Ok(Some(found)) => Reply::Dependence(found),
            Ok(None) => Reply::Fault("two inputs, and a judge, show what depends".to_owned()),
            Err(_) => Reply::Fault(format!(
                "the spec panicked on a changed input of case `{}`: {}",
                case.name,
                take_panic()
            )),
        };
        self.reply(&reply)
    }

    fn counts(&mut self) -> io::Result<()> {
        let counters = self.desk.counters().into_iter();
        let count =
            |counter: &Counter| Count { what: counter.name().to_owned(), amount: counter.most() };
        self.reply(&Reply::Counts(counters.map(count).collect()))
    }

    fn send_outputs(&mut self) -> io::Result<()> {
        let count = self.desk.output_count();
        self.reply(&Reply::Outputs(count))?;
        for index in 0..count {
            // One buffer for all, and for all runs: new memory costs more than what is
            // written to it.
            self.buffer.clear();
            let buffer = std::mem::take(&mut self.buffer);
            self.buffer = self.desk.output(index, buffer)?.unwrap_or_default();
            send_bytes(&mut self.stream, &self.buffer)?;
        }
        Ok(())
    }

    fn check(&mut self, count: usize) -> io::Result<()> {
        let frames = self.receive_frames(count)?;
        let compared = catch_unwind(AssertUnwindSafe(|| self.desk.compare(&frames)));
        let reply = compared
            .unwrap_or_else(|_| Reply::Fault(format!("`check` panicked: {}", take_panic())));
        self.reply(&reply)
    }
}

/// The most CPU time of one of the student's own threads that has ended since this was
/// last asked; nothing where the system does not tell.
#[cfg(all(target_os = "linux", target_env = "gnu", not(grade_portable)))]
#[expect(clippy::unnecessary_wraps, reason = "other systems have nothing to say")]
fn take_longest_own_ns() -> Option<u64> {
    Some(crate::threads::take_longest())
}

#[cfg(not(all(target_os = "linux", target_env = "gnu", not(grade_portable))))]
fn take_longest_own_ns() -> Option<u64> {
    None
}

/// The clocks around the timed call, read together.
struct Clocks {
    wall: Instant,
    thread: Duration,
}

impl Clocks {
    fn read() -> Self {
        Self { wall: Instant::now(), thread: cpu_time(ClockId::CLOCK_THREAD_CPUTIME_ID) }
    }
}

/// What the process and its threads have used.
#[derive(Clone, Copy, Default)]
struct Use {
    /// The pool's threads; only Linux tells.
    pool: Option<ThreadUse>,
    /// The threads that the student's code started; nothing if it has started none,
    /// or where the system does not tell.
    own: Option<ThreadUse>,
    /// CPU time of the calling thread.
    thread: Duration,
    /// CPU time of all.
    process: Duration,
}

impl Use {
    fn since(self, before: Self) -> Self {
        let none = ThreadUse::default();
        let own = self.own.map(|own| own.since(before.own.unwrap_or(none)));
        Self {
            pool: self.pool.zip(before.pool).map(|(now, before)| now.since(before)),
            own: own.filter(|own| *own != none),
            thread: self.thread.saturating_sub(before.thread),
            process: self.process.saturating_sub(before.process),
        }
    }

    /// CPU time of all, with that of the student's own threads as it was found
    /// later. The sum over threads is exact. In the process's own figure, threads
    /// that run on another core may lack what they used since the last tick.
    fn cpu_ns(self, own: Option<ThreadUse>) -> u64 {
        let (thread, process) = (nanoseconds(self.thread), nanoseconds(self.process));
        let threads = self.pool.map(|pool| pool.cpu_ns + thread);
        let own_ns = own.map_or(0, |own| own.cpu_ns);
        threads.map_or(process, |threads| process.max(threads + own_ns))
    }
}

fn cpu_time(clock: ClockId) -> Duration {
    clock_gettime(clock).map(Duration::from).unwrap_or_default()
}

/// The system's counters for this process, over all of its threads.
fn usage() -> Usage {
    let count = |value: i64| u64::try_from(value).unwrap_or_default();
    getrusage(UsageWho::RUSAGE_SELF).map_or_else(
        |_| Usage::default(),
        |usage| Usage {
            switches_voluntary: count(usage.voluntary_context_switches()),
            switches_involuntary: count(usage.involuntary_context_switches()),
            faults: count(usage.minor_page_faults()),
        },
    )
}

fn usage_since(before: Usage) -> Usage {
    let now = usage();
    Usage {
        switches_voluntary: now.switches_voluntary - before.switches_voluntary,
        switches_involuntary: now.switches_involuntary - before.switches_involuntary,
        faults: now.faults - before.faults,
    }
}

pub(crate) fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
