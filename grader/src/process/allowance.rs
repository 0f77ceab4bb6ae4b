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
/// With so many times its limit of wall time gone and the limit not used up, the
/// machine is too slow to tell.
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
            throttled: limits::throttled().unwrap_or_default(),
            host: system::host_times(),
        }
    }
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
        let lost = self.late
            + self.before.as_ref().map_or(Duration::ZERO, |before| {
                lost(before, &now, wall.saturating_sub(self.late), self.cores)
            });
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

/// How much of a piece of wall time the program was kept from its cores.
///
/// Its threads were ready to use `cpu + waited` of CPU time, but no more than all
/// cores have. What they did not get of that was taken from them. Threads that wait
/// for each other on cores that they all have lose nothing.
fn lost(before: &Moment, now: &Moment, wall: Duration, cores: usize) -> Duration {
    let (mut cpu, mut waited) = (0.0, 0.0);
    for (id, times) in &now.threads {
        let earlier = before.threads.get(id).copied().unwrap_or_default();
        cpu += times.cpu.saturating_sub(earlier.cpu).as_secs_f64();
        waited += times.waited.saturating_sub(earlier.waited).as_secs_f64();
    }
    let wall_s = wall.as_secs_f64();
    let due = (cpu + waited).min(wall_s * cores as f64);
    let share = if due > 0.0 { ((due - cpu) / due).max(0.0) } else { 0.0 };
    let ready_s = wall_s.min(due);
    let taken_s = ready_s * share;
    // What a host takes away looks like CPU time from within.
    let busy = now.host.busy.saturating_sub(before.host.busy);
    let stolen = now.host.stolen.saturating_sub(before.host.stolen);
    let stolen_s = (ready_s - taken_s) * stolen as f64 / busy.max(1) as f64;
    let throttled_s = now.throttled.saturating_sub(before.throttled).as_secs_f64();
    let lost_s = (taken_s + stolen_s).max(throttled_s).min(wall_s);
    Duration::from_secs_f64(lost_s)
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
        let found = lost(&Moment::default(), now, SECOND, 2).as_secs_f64();
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
