//! Two programs of equal rights as baseline and candidate, functions of this very process
//! or others, and a witness beside them.

use crate::compare::Pairing;
use crate::sides::{Own, Run, Sides, Turn};
use std::hint::{black_box, spin_loop};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The pause before each run, so that threads of a pool that look for work sleep.
const QUIET: Duration = Duration::from_micros(300);
/// How long the witness's threads spin together before the clock starts: where two woke up on
/// one core, the balancer moves one of them, and it looks once a tick, every 4 ms.
const PART: Duration = Duration::from_millis(6);
/// When a thread of the witness stops waiting for the others.
const GIVE_UP: Duration = Duration::from_millis(20);

/// Two programs of equal rights that bring their own inputs, and a clock. `run` makes so
/// many calls of one of the two.
pub struct Pair<R> {
    run: R,
    /// What runs in the candidate's place.
    pairing: Pairing,
    start: Instant,
    /// How often each is called in its turn.
    calls: usize,
    candidate_cpu: Duration,
}

/// Which of the two programs runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The baseline.
    Baseline,
    /// The candidate.
    Candidate,
}

impl<E, R: FnMut(Which, usize) -> Result<Run, E>> Pair<R> {
    /// The sides of one measurement. The clock starts.
    pub fn new(pairing: Pairing, run: R) -> Self {
        let (start, candidate_cpu) = (Instant::now(), Duration::ZERO);
        Self { run, pairing, start, calls: 1, candidate_cpu }
    }
}

impl<E, R: FnMut(Which, usize) -> Result<Run, E>> Sides for Pair<R> {
    type Error = E;

    fn prepare(&mut self, _: usize, seeds: &[u64]) -> Result<usize, E> {
        self.calls = seeds.len();
        Ok(0)
    }

    fn rival(&mut self, _: impl FnOnce() -> usize) -> Result<Run, E> {
        (self.run)(Which::Baseline, self.calls)
    }

    fn candidate(&mut self) -> Result<Turn, E> {
        let which = match self.pairing {
            Pairing::Candidate => Which::Candidate,
            Pairing::Control => Which::Baseline,
        };
        let run = (self.run)(which, self.calls)?;
        self.candidate_cpu += Duration::from_secs_f64(run.own.cpu_s);
        Ok(Turn { run, ..Turn::default() })
    }

    fn witness(&mut self, rounds: u64, parts: usize) -> Result<Run, E> {
        Ok(witness(rounds, parts))
    }

    fn read(&mut self, _: usize) -> Result<f64, E> {
        Ok(0.0)
    }

    fn example(&mut self) -> Result<(f64, f64), E> {
        Ok((0.0, 0.0))
    }

    fn check(&mut self) -> Result<Option<(usize, E)>, E> {
        Ok(None)
    }

    /// The CPU time of the candidate's turns alone: both sides may share a process.
    fn candidate_cpu(&self) -> Duration {
        self.candidate_cpu
    }

    fn hold(&self) {}

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn wait(&mut self, time: Duration) {
        thread::sleep(time);
    }
}

/// One turn of a function.
pub fn timed(function: &mut impl FnMut(), calls: usize, threads: usize) -> Run {
    thread::sleep(QUIET);
    let (cpu_s, thread_cpu_s) = (cpu::process_s(), cpu::thread_s());
    let begin = Instant::now();
    for _ in 0..calls {
        function();
    }
    let wall_s = begin.elapsed().as_secs_f64();
    let cpu_s = cpu::process_s() - cpu_s;
    let thread_cpu_s = cpu::thread_s() - thread_cpu_s;
    let own = Own { wall_s, cpu_s, thread_cpu_s, ..Own::default() };
    Run { seconds: wall_s, cpu_s, threads, own, ..Run::default() }
}

/// The witness: a perfectly parallel loop, in `parts` equal parts. All its threads are there
/// before the clock starts.
fn witness(rounds: u64, parts: usize) -> Run {
    thread::sleep(QUIET);
    if parts < 2 {
        let mut spin = || {
            black_box(spin(1, rounds));
        };
        return timed(&mut spin, 1, 1);
    }
    let arrived = AtomicUsize::new(0);
    let begin = Instant::now();
    let times: Vec<f64> = thread::scope(|scope| {
        let work = |part: usize| {
            // AcqRel and Acquire: no thread leaves before all have arrived.
            arrived.fetch_add(1, Ordering::AcqRel);
            let waits = Instant::now();
            while arrived.load(Ordering::Acquire) < parts && waits.elapsed() < GIVE_UP {
                spin_loop();
            }
            let together = Instant::now();
            while together.elapsed() < PART {
                spin_loop();
            }
            let begin = Instant::now();
            black_box(spin(part as u64, rounds / parts as u64));
            begin.elapsed().as_secs_f64()
        };
        let others: Vec<_> = (1..parts).map(|part| scope.spawn(move || work(part))).collect();
        let own = work(0);
        others.into_iter().filter_map(|thread| thread.join().ok()).chain([own]).collect()
    });
    let seconds = begin.elapsed().as_secs_f64();
    let wall_s = times.into_iter().fold(0.0, f64::max);
    let own = Own { wall_s, ..Own::default() };
    Run { seconds, threads: parts, own, ..Run::default() }
}

/// Makes `rounds` dependent integer steps, which stay in registers: a 64-bit xorshift generator
/// (Marsaglia, "Xorshift RNGs", 2003).
fn spin(start: u64, rounds: u64) -> u64 {
    let mut state = start | 1;
    for _ in 0..rounds {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    state
}

/// CPU time of this process and of this thread, in seconds.
#[cfg(target_os = "linux")]
mod cpu {
    use nix::time::{ClockId, clock_gettime};
    use std::time::Duration;

    pub fn process_s() -> f64 {
        of(ClockId::CLOCK_PROCESS_CPUTIME_ID)
    }

    pub fn thread_s() -> f64 {
        of(ClockId::CLOCK_THREAD_CPUTIME_ID)
    }

    fn of(clock: ClockId) -> f64 {
        clock_gettime(clock).map_or(0.0, |time| Duration::from(time).as_secs_f64())
    }
}

/// Elsewhere wall time stands for it: what would be seen by it is not seen.
#[cfg(not(target_os = "linux"))]
mod cpu {
    use std::sync::OnceLock;
    use std::time::Instant;

    static BEGIN: OnceLock<Instant> = OnceLock::new();

    pub fn process_s() -> f64 {
        BEGIN.get_or_init(Instant::now).elapsed().as_secs_f64()
    }

    pub fn thread_s() -> f64 {
        process_s()
    }
}
