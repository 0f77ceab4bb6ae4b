//! A program's time limit, which runs only while the program can run.
//!
//! A limit on wall time is there to end what never ends. What the machine takes
//! away meanwhile is not the program's: a control group's quota, other programs on
//! its cores, a host that runs other guests, a grader that was stopped itself. So
//! the wait is cut into short pieces, and of each piece only the part counts in
//! which the program had the cores that it was ready to use.

use super::limits;
use super::system::{self, ThreadTimes};
use nix::unistd::Pid;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How often the program is looked at. A look takes some 20 µs for each thread.
pub const PIECE: Duration = Duration::from_millis(200);
/// How much later than asked for a waiting grader may go on; from there on it was
/// kept from its own core.
const LATE: Duration = Duration::from_millis(50);
/// The ticks of `/proc/stat` (see proc(5)): so many on every machine that runs this.
const TICKS_PER_SECOND: f64 = 100.0;
/// How many times its limit a program may last in wall time: if it has not used up the
/// limit by then, the machine is too slow to tell.
const STARVED_TIMES: u32 = 10;

/// How much of its limit a program has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Some.
    Some,
    /// It could run for as long as it may.
    Nothing,
    /// It could hardly run: of a multiple of its limit it got less than its limit.
    Starved,
}

/// What a program and its machine had used at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
struct Moment {
    threads: BTreeMap<i32, ThreadTimes>,
    /// CPU time of each process, with its threads that have ended, or that nobody looks
    /// at because there are too many.
    processes: BTreeMap<i32, Duration>,
    throttled: Duration,
    host: HostTimes,
}

/// What `/proc/stat` says of all cores together, in ticks since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostTimes {
    /// In which a core was meant to work: it did, or the host had it elsewhere.
    pub busy: u64,
    /// In which the host had it elsewhere.
    pub stolen: u64,
}

impl Moment {
    fn now(processes: &[Pid]) -> Self {
        Self {
            threads: system::thread_times(processes),
            processes: processes.iter().filter_map(|&process| cpu_time(process)).collect(),
            throttled: limits::throttled().unwrap_or_default(),
            host: system::host_times(),
        }
    }
}

fn cpu_time(process: Pid) -> Option<(i32, Duration)> {
    Some((process.as_raw(), system::cpu_time(process)?))
}

/// The time limit of one program's step, as it is used up.
#[derive(Debug)]
pub struct Allowance {
    limit: Duration,
    cores: usize,
    counted: Duration,
    begin: Instant,
    /// When the piece under way began, and what was used by then.
    piece: Instant,
    before: Option<Moment>,
    /// What the grader's own waits in this piece took too long.
    late: Duration,
    last: Left,
}

impl Allowance {
    /// Begins now.
    pub fn new(limit: Duration) -> Self {
        let now = Instant::now();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            limit,
            cores,
            counted: Duration::ZERO,
            begin: now,
            piece: now,
            before: None,
            late: Duration::ZERO,
            last: Left::Some,
        }
    }

    /// How long the program could run so far, in whole pieces.
    pub fn counted(&self) -> Duration {
        self.counted
    }

    /// The wall time since it began.
    pub fn elapsed(&self) -> Duration {
        self.begin.elapsed()
    }

    /// Enters how long a wait took that should have taken `asked` at most.
    pub fn waited(&mut self, asked: Duration, took: Duration) {
        let late = took.saturating_sub(asked);
        if late > LATE {
            self.late += late;
        }
    }

    /// What is left for the program that runs as these processes.
    pub fn left(&mut self, processes: impl FnOnce() -> Vec<Pid>) -> Left {
        let wall = self.piece.elapsed();
        if wall < PIECE {
            return self.last;
        }
        let now = Moment::now(&processes());
        let piece = Piece { wall, late: self.late, cores: self.cores };
        let before = self.before.as_ref();
        let lost = before.map_or(self.late, |before| lost(before, &now, piece));
        self.counted += wall.saturating_sub(lost);
        (self.piece, self.before, self.late) = (Instant::now(), Some(now), Duration::ZERO);
        self.last = self.judged(self.begin.elapsed());
        self.last
    }

    /// What was left at the last look.
    pub fn last(&self) -> Left {
        self.last
    }

    fn judged(&self, wall: Duration) -> Left {
        if self.counted >= self.limit {
            Left::Nothing
        } else if wall >= self.limit * STARVED_TIMES {
            Left::Starved
        } else {
            Left::Some
        }
    }
}

/// What is known of a piece of wall time.
#[derive(Clone, Copy, Debug)]
struct Piece {
    wall: Duration,
    /// For how long the grader itself was kept from its core.
    late: Duration,
    cores: usize,
}

/// How much of a piece of wall time the program was kept from its cores.
///
/// Its threads were ready to use `cpu + waited` of CPU time, but no more than all
/// cores have. What they did not get of that was taken from them. Threads that wait
/// for each other on cores that they all have lose nothing: so nothing is taken that
/// nobody else has used.
fn lost(before: &Moment, now: &Moment, piece: Piece) -> Duration {
    let (cpu, waited) = used(before, now);
    let cores = piece.cores as f64;
    let wall_s = piece.wall.saturating_sub(piece.late).as_secs_f64();
    let busy = now.host.busy.saturating_sub(before.host.busy);
    // Not every system tells.
    let others = if now.host == HostTimes::default() {
        f64::INFINITY
    } else {
        (busy as f64 / TICKS_PER_SECOND - cpu).max(0.0)
    };
    let due = (cpu + waited.min(others)).min(wall_s * cores);
    let share = if due > 0.0 { ((due - cpu) / due).max(0.0) } else { 0.0 };
    let ready_s = wall_s.min(due);
    let taken_s = ready_s * share;
    // What a host takes away looks like CPU time from within.
    let stolen = now.host.stolen.saturating_sub(before.host.stolen);
    let stolen_s = (ready_s - taken_s) * stolen as f64 / busy.max(1) as f64;
    let throttled_s = now.throttled.saturating_sub(before.throttled).as_secs_f64();
    let lost_s = (taken_s + stolen_s).max(throttled_s).min(wall_s);
    // A grader may be late because this very program has all cores.
    let late_s = piece.late.as_secs_f64();
    let own_late_s = (cpu / cores - wall_s).clamp(0.0, late_s);
    Duration::from_secs_f64(lost_s + late_s - own_late_s)
}

/// CPU time that a program used in a piece, and time that its threads waited for a core;
/// in seconds.
fn used(before: &Moment, now: &Moment) -> (f64, f64) {
    let (mut of_threads, mut waited) = (0.0, 0.0);
    for (id, times) in &now.threads {
        let earlier = before.threads.get(id).copied().unwrap_or_default();
        of_threads += times.cpu.saturating_sub(earlier.cpu).as_secs_f64();
        waited += times.waited.saturating_sub(earlier.waited).as_secs_f64();
    }
    let of_process = |(id, cpu): (&i32, &Duration)| {
        let earlier = before.processes.get(id).copied().unwrap_or_default();
        cpu.saturating_sub(earlier).as_secs_f64()
    };
    let of_processes: f64 = now.processes.iter().map(of_process).sum();
    (of_threads.max(of_processes), waited)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A moment one second after nothing: CPU time and waiting of each thread, in
    /// seconds.
    fn after_a_second(threads: &[(f64, f64)]) -> Moment {
        let times = threads.iter().map(|&(cpu, waited)| ThreadTimes {
            cpu: Duration::from_secs_f64(cpu),
            waited: Duration::from_secs_f64(waited),
        });
        Moment { threads: (1..).zip(times).collect(), ..Moment::default() }
    }

    fn check(now: &Moment, lost_s: f64) {
        let piece = Piece { wall: SECOND, late: Duration::ZERO, cores: 2 };
        let found = lost(&Moment::default(), now, piece).as_secs_f64();
        assert!((found - lost_s).abs() < 1e-3, "{found} for {now:?}");
    }

    #[test]
    fn a_program_with_its_cores_loses_nothing() {
        check(&after_a_second(&[(1.0, 0.0)]), 0.0);
        check(&after_a_second(&[(1.0, 0.0), (1.0, 0.0)]), 0.0);
        // Asleep, in a deadlock, or waiting for a disk.
        check(&after_a_second(&[(0.0, 0.0)]), 0.0);
        // Many threads on two cores wait for each other.
        check(&after_a_second(&[(0.02, 0.98); 100]), 0.0);
    }

    #[test]
    fn what_others_took_is_lost() {
        check(&after_a_second(&[(0.05, 0.95)]), 0.95);
        check(&after_a_second(&[(0.5, 0.5)]), 0.5);
        // One of two threads shares its core with a neighbour.
        check(&after_a_second(&[(1.0, 0.0), (0.5, 0.5)]), 0.25);
        // It was ready for a tenth of the time, and waited for half of that.
        check(&after_a_second(&[(0.05, 0.05)]), 0.05);
    }

    #[test]
    fn a_quota_and_a_host_take_time_away() {
        let throttled = Moment { throttled: Duration::from_millis(900), ..Moment::default() };
        check(&throttled, 0.9);
        let stolen = HostTimes { busy: 200, stolen: 50 };
        check(&Moment { host: stolen, ..after_a_second(&[(1.0, 0.0)]) }, 0.25);
        check(&Moment { host: stolen, ..Moment::default() }, 0.0);
    }

    #[test]
    fn what_nobody_else_used_is_not_lost() {
        let alone = |busy, threads: &[(f64, f64)]| {
            let host = HostTimes { busy, stolen: 0 };
            Moment { host, ..after_a_second(threads) }
        };
        // A crowd that sleeps, and wakes up at once.
        check(&alone(10, &[(0.001, 0.05); 100]), 0.0);
        // The same beside a neighbour who uses half of a core.
        check(&alone(60, &[(0.001, 0.05); 100]), 0.5);
        // A neighbour on the other core takes nothing.
        check(&alone(200, &[(1.0, 0.0)]), 0.0);
        // More threads than are looked at: the process knows what all of them used.
        let many = Moment {
            processes: BTreeMap::from([(1, Duration::from_secs(2))]),
            ..alone(200, &[(0.002, 0.998); 256])
        };
        check(&many, 0.0);
    }

    #[test]
    fn a_grader_that_the_program_itself_holds_up_goes_on_counting() {
        let check = |cpu_s: f64, lost_s: f64| {
            let now = after_a_second(&[(cpu_s, 0.0)]);
            let piece = Piece { wall: SECOND, late: SECOND / 2, cores: 2 };
            let found = lost(&Moment::default(), &now, piece).as_secs_f64();
            assert!((found - lost_s).abs() < 1e-3, "{found} after {cpu_s}");
        };
        check(2.0, 0.0);
        check(1.5, 0.25);
        // Stopped together, or while the program slept.
        check(0.5, 0.5);
        check(0.0, 0.5);
    }

    #[test]
    fn a_limit_runs_out_or_the_machine_is_too_slow() {
        let mut allowance = Allowance::new(SECOND);
        assert_eq!(allowance.judged(SECOND * 3), Left::Some);
        assert_eq!(allowance.judged(SECOND * 10), Left::Starved);
        allowance.counted = SECOND;
        assert_eq!(allowance.judged(SECOND * 10), Left::Nothing);
    }

    #[test]
    fn a_grader_that_was_stopped_does_not_count_its_own_pause() {
        let mut allowance = Allowance::new(SECOND);
        allowance.waited(PIECE, PIECE + Duration::from_millis(10));
        assert_eq!(allowance.late, Duration::ZERO);
        allowance.waited(PIECE, PIECE + SECOND);
        assert_eq!(allowance.late, SECOND);
    }
}
