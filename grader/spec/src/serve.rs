//! The server that an exercise's binary is: it makes inputs, runs the baseline,
//! the candidate or the witness, and checks answers, as the grader asks.
//!
//! The same binary plays the judge, with the solution linked in, and the
//! candidate, with the student's file. It decides nothing: what it says of its
//! own times is recorded, not believed.

use crate::pool::{RunDelay, gather, rendezvous};
use crate::protocol::{DONE, Ran, Reply, Request, STARTED, Subject};
use crate::protocol::{FRAME_BYTES_MAX, receive, receive_bytes, send, send_bytes};
use crate::{Exercise, Rng, brief, kernel};
use nix::time::{ClockId, clock_gettime};
use rand::SeedableRng;
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
    let stream = match take_socket() {
        Ok(stream) => stream,
        Err(error) => {
            eprintln!("error: this program is run by the grader, not by hand ({error})");
            eprintln!("hint: type `cargo grade` to see where you are");
            return ExitCode::from(2);
        }
    };
    die_with_the_grader();
    std::panic::set_hook(Box::new(remember_panic));
    let mut server = Server {
        exercise,
        unit_key: unit_key.unwrap_or_default(),
        stream,
        threads: 1,
        run_delay: None,
        inputs: Vec::new(),
        outputs: Vec::new(),
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
    #[cfg(target_os = "linux")]
    if let Err(error) = nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL) {
        eprintln!("warning: this process may outlive the grader: {error}");
    }
}

/// The first panic since it was last asked for.
static PANIC: Mutex<Option<String>> = Mutex::new(None);

fn remember_panic(info: &std::panic::PanicHookInfo) {
    let message = info.payload_as_str().unwrap_or("a panic without a message");
    let place = info.location().map(|place| format!(", at {place}")).unwrap_or_default();
    if let Ok(mut first) = PANIC.lock() {
        first.get_or_insert(format!("{message}{place}"));
    }
}

fn take_panic() -> String {
    let message = PANIC.lock().ok().and_then(|mut first| first.take());
    message.unwrap_or_else(|| "a panic without a message".to_owned())
}

struct Server<'a, E: Exercise> {
    exercise: &'a E,
    unit_key: &'static str,
    stream: UnixStream,
    threads: usize,
    run_delay: Option<RunDelay>,
    inputs: Vec<E::Input>,
    /// The last run's outputs. The judge runs the baseline only, so that these
    /// are what answers are compared with.
    outputs: Vec<E::Output>,
}

impl<E: Exercise> Server<'_, E> {
    fn serve(&mut self) -> io::Result<()> {
        loop {
            let request = match receive(&mut self.stream) {
                Ok(request) => request,
                // The grader has hung up: the normal end.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                Err(error) => return Err(error),
            };
            match request {
                Request::Hello { threads } => self.hello(threads)?,
                Request::Generate { case, seeds } => self.generate(case, &seeds)?,
                Request::Load { inputs } => self.load(inputs)?,
                Request::Run { subject, rendezvous } => self.run(subject, rendezvous)?,
                Request::Outputs => self.send_outputs()?,
                Request::Check { outputs } => self.check(outputs)?,
            }
        }
    }

    fn reply(&mut self, reply: &Reply) -> io::Result<()> {
        send(&mut self.stream, reply)
    }

    fn hello(&mut self, threads: usize) -> io::Result<()> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
        if let Err(error) = pool {
            return self.reply(&Reply::Fault(format!("no pool of {threads} threads: {error}")));
        }
        self.threads = threads;
        self.run_delay = RunDelay::open();
        let cases = self.exercise.cases();
        self.reply(&Reply::Hello { unit_key: self.unit_key.to_owned(), cases })
    }

    fn generate(&mut self, case: usize, seeds: &[u64]) -> io::Result<()> {
        let cases = self.exercise.cases();
        let Some(case) = cases.get(case) else {
            return self.reply(&Reply::Fault(format!("there is no case {case}")));
        };
        let make = |seed: &u64| self.exercise.generate(case, &mut Rng::seed_from_u64(*seed));
        let generated = catch_unwind(AssertUnwindSafe(|| seeds.iter().map(make).collect()));
        let Ok(inputs) = generated else {
            let text = format!("`generate` panicked on case `{}`: {}", case.name, take_panic());
            return self.reply(&Reply::Fault(text));
        };
        self.inputs = inputs;
        self.reply(&Reply::Inputs(self.inputs.len()))?;
        for input in &self.inputs {
            let bytes = postcard::to_stdvec(input).map_err(io::Error::other)?;
            send_bytes(&mut self.stream, &bytes)?;
        }
        Ok(())
    }

    fn load(&mut self, count: usize) -> io::Result<()> {
        self.inputs.clear();
        for _ in 0..count {
            let bytes = receive_bytes(&mut self.stream, FRAME_BYTES_MAX)?;
            self.inputs.push(postcard::from_bytes(&bytes).map_err(io::Error::other)?);
        }
        self.reply(&Reply::Loaded)
    }

    fn run(&mut self, subject: Subject, gathered: bool) -> io::Result<()> {
        let mut ran = Ran::default();
        let answers = !matches!(subject, Subject::Witness { .. });
        if answers {
            // Dropping old outputs here keeps their release out of the timed call.
            self.outputs.clear();
        }
        if gathered {
            ran.pre_ns = nanoseconds(gather());
        }
        let delay_before = self.run_delay.as_ref().and_then(RunDelay::total_ns);
        self.stream.write_all(&[STARTED])?;
        // The grader may have been woken on this very core. Without the yield it
        // would get the core, and look at its clock, up to a tick (4 ms) late.
        std::thread::yield_now();
        let before = Clocks::read();
        let result = catch_unwind(AssertUnwindSafe(|| self.call(subject)));
        let after = Clocks::read();
        self.stream.write_all(&[DONE])?;
        let delay_after = self.run_delay.as_ref().and_then(RunDelay::total_ns);
        let Ok(outputs) = result else {
            return self.reply(&Reply::Panicked { message: take_panic() });
        };
        if gathered {
            ran.post_ns = nanoseconds(rendezvous(Duration::ZERO));
        }
        ran.wall_ns = nanoseconds(after.wall - before.wall);
        ran.cpu_ns = nanoseconds(after.process.saturating_sub(before.process));
        ran.thread_cpu_ns = nanoseconds(after.thread.saturating_sub(before.thread));
        ran.run_delay_ns = delay_after.zip(delay_before).map(|(a, b)| a.saturating_sub(b));
        if answers {
            self.outputs = outputs;
        }
        self.reply(&Reply::Ran(ran))
    }

    /// The timed call and nothing else.
    fn call(&self, subject: Subject) -> Vec<E::Output> {
        match subject {
            Subject::Baseline => {
                self.inputs.iter().map(|input| self.exercise.baseline(input)).collect()
            }
            Subject::Candidate => {
                let candidate = |input| self.exercise.candidate(input, self.threads);
                self.inputs.iter().map(candidate).collect()
            }
            Subject::Witness { rounds, parts: 1 } => {
                black_box(kernel(black_box(1), rounds));
                Vec::new()
            }
            Subject::Witness { rounds, parts } => {
                let part = rounds / parts.max(1) as u64;
                black_box(rayon::broadcast(|worker| kernel(worker.index() as u64, part)));
                Vec::new()
            }
        }
    }

    fn send_outputs(&mut self) -> io::Result<()> {
        self.reply(&Reply::Outputs(self.outputs.len()))?;
        for output in &self.outputs {
            let bytes = postcard::to_stdvec(output).map_err(io::Error::other)?;
            send_bytes(&mut self.stream, &bytes)?;
        }
        Ok(())
    }

    fn check(&mut self, count: usize) -> io::Result<()> {
        let mut frames = Vec::new();
        for _ in 0..count {
            frames.push(receive_bytes(&mut self.stream, FRAME_BYTES_MAX)?);
        }
        let reply = self.compare(&frames);
        self.reply(&reply)
    }

    fn compare(&self, frames: &[Vec<u8>]) -> Reply {
        if frames.len() != self.outputs.len() || frames.len() != self.inputs.len() {
            return Reply::Fault(format!(
                "{} answers to {} inputs and {} expected answers",
                frames.len(),
                self.inputs.len(),
                self.outputs.len()
            ));
        }
        for ((frame, input), expected) in frames.iter().zip(&self.inputs).zip(&self.outputs) {
            let checked = match postcard::from_bytes::<E::Output>(frame) {
                Ok(actual) => {
                    catch_unwind(AssertUnwindSafe(|| self.exercise.check(input, expected, &actual)))
                }
                Err(error) => Ok(Err(crate::Mismatch {
                    difference: format!("the answer cannot be read: {error}"),
                    expected: brief(expected),
                    got: format!("{} bytes", frame.len()),
                })),
            };
            match checked {
                Ok(Ok(())) => {}
                Ok(Err(mismatch)) => {
                    return Reply::Wrong { input: brief(input), mismatch };
                }
                Err(_) => return Reply::Fault(format!("`check` panicked: {}", take_panic())),
            }
        }
        Reply::Right
    }
}

/// The clocks around the timed call, read together.
struct Clocks {
    wall: Instant,
    process: Duration,
    thread: Duration,
}

impl Clocks {
    fn read() -> Self {
        Self {
            wall: Instant::now(),
            process: cpu_time(ClockId::CLOCK_PROCESS_CPUTIME_ID),
            thread: cpu_time(ClockId::CLOCK_THREAD_CPUTIME_ID),
        }
    }
}

fn cpu_time(clock: ClockId) -> Duration {
    clock_gettime(clock).map(Duration::from).unwrap_or_default()
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
