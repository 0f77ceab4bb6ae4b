//! The rayon pool that candidate and witness run in, and its rendezvous.
//!
//! Idle workers that wake together often land on one core, and the balancer
//! needs up to a tick (4 ms) to part them: a short parallel run then shows a
//! speedup of 0.96 in one process and 1.9 in the next. A rendezvous cures it:
//! all workers spin at the same time, so the kernel spreads them, and only then
//! does the timed call start. How long they took to gather tells whether the
//! cores were really there.

use nix::time::{ClockId, clock_gettime};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long the gathered workers go on spinning before a run.
const HOLD: Duration = Duration::from_micros(100);
/// When a worker stops waiting for the others. With fewer cores than threads
/// they can never all spin at once.
const GIVE_UP: Duration = Duration::from_millis(20);

/// Gathered faster than this, every worker had a core of its own.
const PROMPT: Duration = Duration::from_micros(150);
/// How often a pool may try.
const TRIES: usize = 3;
/// How long both workers of one core go on spinning, for the balancer to see
/// them and move one: it looks once a tick, every 4 ms.
const PART: Duration = Duration::from_millis(6);

/// How the pool's threads are called, before their number.
pub const WORKER: &str = "worker ";

/// Spreads the pool over the cores: gathers until all workers come promptly,
/// and returns how long that last took.
pub fn gather() -> Duration {
    let mut latency = rendezvous(HOLD);
    for _ in 1..TRIES {
        if latency <= PROMPT {
            break;
        }
        rendezvous(PART);
        latency = rendezvous(HOLD);
    }
    latency
}

/// Gathers all workers of the global pool and returns how long it took.
///
/// Every worker adds itself to `arrived` and spins until all have. None holds a
/// lock and each gives up after 20 ms, so this always ends once every worker
/// has come to its turn.
pub fn rendezvous(hold: Duration) -> Duration {
    let arrived = AtomicUsize::new(0);
    let start = Instant::now();
    let latencies = rayon::broadcast(|worker| {
        // AcqRel and Acquire: no data is passed, but no worker may leave before
        // it has seen every other one's arrival.
        arrived.fetch_add(1, Ordering::AcqRel);
        while arrived.load(Ordering::Acquire) < worker.num_threads() {
            if start.elapsed() > GIVE_UP {
                return GIVE_UP;
            }
            std::hint::spin_loop();
        }
        let latency = start.elapsed();
        while start.elapsed() < latency + hold {
            std::hint::spin_loop();
        }
        latency
    });
    latencies.into_iter().max().unwrap_or_default()
}

/// Runs a student's function in a pool of one thread, as a case of one thread asks for.
/// Other threads of the pool rest meanwhile.
///
/// # Panics
///
/// Where the process used clearly more CPU time than one thread can: then the function has
/// started threads of its own, and its time says nothing of one.
pub fn on_one_thread<T: Send>(call: impl FnOnce() -> T + Send) -> T {
    static ONE: LazyLock<rayon::ThreadPool> = LazyLock::new(|| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        pool.expect("a machine has room for one thread")
    });
    let pool = &*ONE;
    let (start, cpu_before) = (Instant::now(), cpu_of_process());
    let result = pool.install(call);
    let (wall, cpu) = (start.elapsed(), cpu_of_process().saturating_sub(cpu_before));
    assert!(
        !is_of_several_threads(wall, cpu),
        "more than one thread was at work, and this case is about one"
    );
    result
}

/// Whether so much CPU time in so much wall time takes several threads. Threads of the pool
/// that fall asleep use a little of it: in a short run, all there is.
fn is_of_several_threads(wall: Duration, cpu: Duration) -> bool {
    cpu > wall.mul_f64(1.4) + Duration::from_millis(1)
}

fn cpu_of_process() -> Duration {
    let clock = ClockId::CLOCK_PROCESS_CPUTIME_ID;
    clock_gettime(clock).map(Duration::from).unwrap_or_default()
}

/// What some threads have used so far, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThreadUse {
    /// How long they stood in the run queue without a core.
    pub waited_ns: u64,
    /// CPU time.
    pub cpu_ns: u64,
}

impl ThreadUse {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { waited_ns: self.waited_ns + other.waited_ns, cpu_ns: self.cpu_ns + other.cpu_ns }
    }

    /// What came after `before`.
    #[must_use]
    pub fn since(self, before: Self) -> Self {
        Self {
            waited_ns: self.waited_ns.saturating_sub(before.waited_ns),
            cpu_ns: self.cpu_ns.saturating_sub(before.cpu_ns),
        }
    }
}

impl std::iter::Sum for ThreadUse {
    fn sum<I: Iterator<Item = Self>>(uses: I) -> Self {
        uses.fold(Self::default(), Self::plus)
    }
}

/// What one thread of this process has used; nothing once it is gone, or where the
/// kernel does not tell.
#[cfg(all(target_os = "linux", not(grade_portable)))]
pub fn thread_use(id: i32) -> Option<ThreadUse> {
    let file = std::fs::File::open(format!("/proc/self/task/{id}/schedstat")).ok()?;
    use_of(thread_clock(id), &file)
}

#[cfg(all(target_os = "linux", not(grade_portable)))]
fn use_of(clock: ClockId, schedstat: &std::fs::File) -> Option<ThreadUse> {
    let cpu = Duration::from(clock_gettime(clock).ok()?);
    let cpu_ns = u64::try_from(cpu.as_nanos()).ok()?;
    Some(ThreadUse { waited_ns: waited_ns(schedstat)?, cpu_ns })
}

/// Reads what the pool's threads use.
#[cfg(all(target_os = "linux", not(grade_portable)))]
#[derive(Debug)]
pub struct PoolMeter {
    /// Each worker's CPU-time clock, and its `/proc/self/task/TID/schedstat`,
    /// kept open: reading must be quick, or the workers fall asleep between
    /// rendezvous and run.
    workers: Vec<(ClockId, std::fs::File)>,
}

#[cfg(all(target_os = "linux", not(grade_portable)))]
impl PoolMeter {
    /// Opens the counters of the global pool's workers, where the kernel has them.
    pub fn open() -> Option<Self> {
        let meters = rayon::broadcast(|_| {
            let file = std::fs::File::open("/proc/thread-self/schedstat").ok()?;
            Some((thread_clock(nix::unistd::gettid().as_raw()), file))
        });
        Some(Self { workers: meters.into_iter().collect::<Option<_>>()? })
    }

    /// The sums over all workers since they started.
    pub fn read(&self) -> Option<ThreadUse> {
        let uses = self.workers.iter().map(|(clock, file)| use_of(*clock, file));
        uses.sum::<Option<ThreadUse>>()
    }

    /// The CPU time of each worker since it started, in nanoseconds.
    pub fn each_cpu_ns(&self) -> Option<Vec<u64>> {
        let uses = self.workers.iter().map(|(clock, file)| use_of(*clock, file));
        uses.map(|used| used.map(|used| used.cpu_ns)).collect()
    }
}

/// The CPU-time clock of another thread of this process, as
/// `pthread_getcpuclockid(3)` makes it on Linux: the inverted id, the bit for a
/// single thread, and the bit for the scheduler's exact time.
#[cfg(all(target_os = "linux", not(grade_portable)))]
pub fn thread_clock(id: i32) -> ClockId {
    const PER_THREAD: i32 = 4;
    const SCHEDULED: i32 = 2;
    ClockId::from_raw((!id << 3) | PER_THREAD | SCHEDULED)
}

/// How long a thread has waited on a run queue, by its `schedstat` file: the second
/// of three numbers (Linux, Documentation/scheduler/sched-stats.rst).
#[cfg(all(target_os = "linux", not(grade_portable)))]
pub fn waited_ns(file: &std::fs::File) -> Option<u64> {
    use std::os::unix::fs::FileExt;
    let mut buffer = [0; 64];
    let length = file.read_at(&mut buffer, 0).ok()?;
    str::from_utf8(&buffer[..length]).ok()?.split_whitespace().nth(1)?.parse().ok()
}

/// Where the kernel does not tell, nothing is claimed.
#[cfg(not(all(target_os = "linux", not(grade_portable))))]
#[derive(Debug)]
pub struct PoolMeter;

#[cfg(not(all(target_os = "linux", not(grade_portable))))]
impl PoolMeter {
    /// Not available here.
    pub fn open() -> Option<Self> {
        None
    }

    /// Not available here.
    pub fn read(&self) -> Option<ThreadUse> {
        None
    }

    /// Not available here.
    pub fn each_cpu_ns(&self) -> Option<Vec<u64>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_cpu_time_than_one_thread_has_is_of_several() {
        let check = |wall_us, cpu_us, expected| {
            let of = Duration::from_micros;
            assert_eq!(is_of_several_threads(of(wall_us), of(cpu_us)), expected, "{wall_us}");
        };
        check(10_000, 10_000, false);
        check(10_000, 19_000, true);
        check(10_000, 14_000, false);
        // The pool's threads fall asleep; this one was kept from its core.
        check(200, 900, false);
        check(10_000, 3_000, false);
    }
}
