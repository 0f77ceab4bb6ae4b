//! The timing loop on simulated machines, without a clock or a sleep. What is shown here is
//! shown of the model below and of no hardware: it says what the loop and its rules do
//! where the cores behave so.
//!
//! The model: a core does one unit of work a second, or less if it is slow; others take a
//! share of it that may change over time; idle threads steal work, so a parallel part ends
//! on all cores at once.

use super::*;
use crate::rule::Unclear;
use crate::sides::Own;
use std::convert::Infallible;

/// A step of the simulation, in seconds.
const STEP_S: f64 = 50e-6;
/// Where a quota is refilled, in seconds: what Linux takes by default.
const PERIOD_S: f64 = 0.1;

/// A simulated machine.
#[derive(Clone)]
struct Machine {
    /// The speed of each core that may be used.
    cores: Vec<f64>,
    /// The share of a core's time that other programs have at a time in seconds: core,
    /// time.
    others: fn(usize, f64) -> f64,
    /// The share of a core's work that a host takes, while its CPU clock runs on.
    host: fn(usize, f64) -> f64,
    /// How much faster both halves of a pair of cores are than one, where cores are pairs
    /// that share their units.
    pairs: Option<f64>,
    /// CPUs' worth of time in each period.
    quota: Option<f64>,
}

impl Machine {
    fn quiet(cores: usize) -> Self {
        let nothing = |_: usize, _: f64| 0.0;
        Self { cores: vec![1.0; cores], others: nothing, host: nothing, pairs: None, quota: None }
    }

    /// How much work a core does in a second at a time, while so many threads run, and
    /// what share of it the CPU clock shows.
    fn speed(&self, core: usize, threads: usize, now_s: f64) -> (f64, f64) {
        let share = 1.0 - (self.others)(core, now_s);
        let pair = match self.pairs {
            // Threads fill the first half of each pair first.
            Some(both) if core < threads.saturating_sub(self.cores.len() / 2) => both / 2.0,
            Some(both) if core >= self.cores.len() / 2 => both / 2.0,
            _ => 1.0,
        };
        (self.cores[core] * share * pair * (1.0 - (self.host)(core, now_s)), share)
    }
}

/// How a program does its work.
#[derive(Clone, Copy)]
struct Program {
    /// CPU seconds of the baseline.
    baseline_s: f64,
    /// Work of the candidate over the baseline's.
    work: f64,
    /// The share of it that one thread does alone, at first.
    serial: f64,
}

const PARALLEL: Program = Program { baseline_s: 5e-3, work: 1.0, serial: 0.002 };
const SERIAL: Program = Program { serial: 1.0, ..PARALLEL };

/// The three that run on a simulated machine.
struct Simulated {
    machine: Machine,
    program: Program,
    threads: usize,
    calls: usize,
    now_s: f64,
    /// CPU seconds used in this period of the quota, and its number.
    used: (f64, u64),
    candidate_cpu_s: f64,
}

impl Simulated {
    fn new(machine: Machine, program: Program, threads: usize) -> Self {
        let (calls, now_s) = (1, 0.0);
        Self { machine, program, threads, calls, now_s, used: (0.0, 0), candidate_cpu_s: 0.0 }
    }

    /// Runs work on the first cores, or on one of them.
    fn run(&mut self, work: f64, cores: std::ops::Range<usize>) -> Part {
        let mut part = Part::default();
        let threads = cores.len();
        while part.work < work {
            assert!(part.wall_s < 60.0, "nobody gives this program a core");
            let mut done = 0.0;
            let mut used_s = 0.0;
            for core in cores.clone() {
                let (speed, share) = self.machine.speed(core, threads, self.now_s);
                done += speed * STEP_S;
                used_s += share * STEP_S;
            }
            // The last step may be a part of one.
            let step_s = STEP_S * ((work - part.work) / done.max(f64::MIN_POSITIVE)).min(1.0);
            used_s *= step_s / STEP_S;
            part.work += done;
            part.cpu_s += used_s;
            part.delay_s += threads as f64 * step_s - used_s;
            part.wall_s += step_s;
            self.now_s += step_s;
            let throttled_s = self.throttled(used_s);
            part.wall_s += throttled_s;
            part.delay_s += threads as f64 * throttled_s;
            self.now_s += throttled_s;
        }
        part
    }

    /// How long all threads stand still because a quota is used up.
    fn throttled(&mut self, used_s: f64) -> f64 {
        let Some(quota) = self.machine.quota else { return 0.0 };
        let period = (self.now_s / PERIOD_S) as u64;
        let before = if self.used.1 == period { self.used.0 } else { 0.0 };
        self.used = (before + used_s, period);
        if self.used.0 < quota * PERIOD_S {
            return 0.0;
        }
        (period + 1) as f64 * PERIOD_S - self.now_s
    }

    /// How long it takes until every core is there at once, in seconds.
    fn gather(&self) -> f64 {
        let taken = (0..self.threads).any(|core| (self.machine.others)(core, self.now_s) > 0.02);
        if taken { 1e-3 } else { 20e-6 }
    }

    fn parallel(&mut self, serial: f64, rest: f64) -> Run {
        let pre_s = self.gather();
        self.now_s += pre_s;
        let cores = self.threads.min(self.machine.cores.len());
        let (one, all) = (self.run(serial, 0..1), self.run(rest, 0..cores));
        let post_s = self.gather();
        self.now_s += post_s;
        let (wall_s, cpu_s) = (one.wall_s + all.wall_s, one.cpu_s + all.cpu_s);
        let longest_s = one.cpu_s + all.cpu_s / cores as f64;
        Run {
            handing_s: 20e-6,
            settling_s: 20e-6,
            seconds: wall_s + 10e-6,
            cpu_s,
            threads: self.threads,
            own: Own {
                wall_s,
                cpu_s,
                thread_cpu_s: longest_s,
                before_s: pre_s,
                after_s: post_s,
                run_delay_s: Some(one.delay_s + all.delay_s),
                pool_cpu_s: Some(cpu_s),
                longest_cpu_s: Some(longest_s),
                ..Own::default()
            },
            ..Run::default()
        }
    }

    fn serial(&mut self, work: f64, core: usize) -> Run {
        let core = core % self.machine.cores.len();
        let Part { wall_s, cpu_s, .. } = self.run(work, core..core + 1);
        let own = Own { wall_s, cpu_s, thread_cpu_s: cpu_s, ..Own::default() };
        Run { seconds: wall_s + 10e-6, cpu_s, threads: 1, own, ..Run::default() }
    }
}

/// What a part of a run took.
#[derive(Default)]
struct Part {
    work: f64,
    wall_s: f64,
    cpu_s: f64,
    delay_s: f64,
}

impl Sides for Simulated {
    type Error = Infallible;

    fn prepare(&mut self, _: usize, seeds: &[u64]) -> Result<usize, Infallible> {
        self.calls = seeds.len();
        self.now_s += 200e-6;
        Ok(8 * seeds.len())
    }

    fn rival(&mut self, lot: impl FnOnce() -> usize) -> Result<Run, Infallible> {
        self.now_s += 300e-6;
        Ok(self.serial(self.program.baseline_s * self.calls as f64, lot()))
    }

    fn candidate(&mut self) -> Result<Turn, Infallible> {
        self.now_s += 300e-6;
        let work = self.program.baseline_s * self.program.work * self.calls as f64;
        let serial = self.program.serial * work;
        let run = self.parallel(serial, work - serial);
        self.candidate_cpu_s += run.cpu_s;
        Ok(Turn { run, fetching_s: 20e-6, fetching_cpu_s: 10e-6 })
    }

    fn witness(&mut self, rounds: u64, parts: usize) -> Result<Run, Infallible> {
        self.now_s += 300e-6;
        // A nanosecond for each round.
        let work = rounds as f64 * 1e-9;
        Ok(if parts > 1 { self.parallel(0.0, work) } else { self.serial(work, 0) })
    }

    fn read(&mut self, bytes: usize) -> Result<f64, Infallible> {
        Ok(bytes as f64 / 10e9)
    }

    fn example(&mut self) -> Result<(f64, f64), Infallible> {
        Ok((20e-6, 20e-6))
    }

    fn check(&mut self) -> Result<Option<(usize, Infallible)>, Infallible> {
        Ok(None)
    }

    fn candidate_cpu(&self) -> Duration {
        Duration::from_secs_f64(self.candidate_cpu_s)
    }

    fn hold(&self) {}

    fn elapsed(&self) -> Duration {
        Duration::from_secs_f64(self.now_s)
    }

    fn wait(&mut self, time: Duration) {
        self.now_s += time.as_secs_f64();
    }
}

const GOAL: Goal = Goal::Efficiency { share: 0.7, parallelism: None };

/// What the loop decides on a machine, for this many threads.
fn judged(machine: &Machine, program: Program, threads: usize, seed: u64) -> Timing {
    let plan = Plan {
        against: Against::Baseline,
        goal: GOAL,
        threads,
        size: 1_000,
        seed,
        budget: Budget::GRADING,
    };
    let sides = Simulated::new(machine.clone(), program, threads);
    let measured = Stopwatch::new(sides, plan).measure(&mut |_| {});
    measured.expect("nothing fails in a simulation")
}

/// Checks both kinds of programs, with some seeds: on any machine a decision is the right
/// one, and here it is decided or not.
fn check(machine: &Machine, threads: usize, is_decided: bool) {
    for (program, right) in [(PARALLEL, Decision::Met), (SERIAL, Decision::NotMet)] {
        for seed in 0..4 {
            let timing = judged(machine, program, threads, seed);
            let found = decide(&timing);
            let gates = timing.failed_gates();
            let shown = format!("{found:?}, serial share {}: {gates:?}", program.serial);
            match found {
                Decision::Unclear(_) => assert!(!is_decided, "{shown}"),
                decision => assert_eq!(decision, right, "{shown}"),
            }
        }
    }
}

#[test]
fn quiet_machines_of_any_size_decide() {
    for cores in [2, 4, 8, 16, 64] {
        check(&Machine::quiet(cores), cores, true);
    }
}

#[test]
fn one_program_beside_eight_threads_of_sixty_four_cores_disturbs_nobody() {
    let others = |core: usize, _: f64| if core == 63 { 0.5 } else { 0.0 };
    // The baseline draws a core by lot, so some of its runs do not count.
    check(&Machine { others, ..Machine::quiet(64) }, 8, true);
}

#[test]
fn a_hogged_machine_decides_nothing_wrongly() {
    let hogged = |core: usize, _: f64| if core == 0 { 0.5 } else { 0.0 };
    let full = |_: usize, _: f64| 0.5;
    for others in [hogged, full] {
        check(&Machine { others, ..Machine::quiet(2) }, 2, false);
        check(&Machine { others, ..Machine::quiet(4) }, 4, false);
    }
}

/// Others have all cores for 30 of every 100 ms.
#[test]
fn a_bursty_machine_decides_between_bursts() {
    let others = |_: usize, now_s: f64| if now_s % 0.1 < 0.03 { 0.6 } else { 0.0 };
    check(&Machine { others, ..Machine::quiet(2) }, 2, true);
}

/// The host runs two virtual cores on one real core from time to time. The CPU clock does
/// not show it; the witness does.
#[test]
fn a_host_that_takes_a_core_is_seen_by_the_witness() {
    let host = |core: usize, now_s: f64| {
        if core == 1 && now_s % 1.0 < 0.4 { 0.8 } else { 0.0 }
    };
    check(&Machine { host, ..Machine::quiet(2) }, 2, false);
}

/// Two threads of one core bring 1.2 times the work of one: a speedup cannot be told from
/// none.
#[test]
fn halves_of_one_core_are_too_little() {
    let machine = Machine { pairs: Some(1.2), ..Machine::quiet(2) };
    let timing = judged(&machine, PARALLEL, 2, 1);
    assert_eq!(decide(&timing), Decision::Unclear(Unclear::LowCapacity));
}

/// The goal follows what the cores do together, so it is fair on pairs and on slow cores.
#[test]
fn cores_that_share_units_or_differ_in_speed_have_a_lower_goal() {
    let paired = Machine { pairs: Some(1.3), ..Machine::quiet(8) };
    let capacity = judged(&paired, PARALLEL, 8, 1).setup.capacity;
    assert!(capacity.is_some_and(|capacity| (5.0..5.4).contains(&capacity)), "{capacity:?}");
    let mixed = Machine { cores: vec![1.0, 1.0, 0.5, 0.5], ..Machine::quiet(4) };
    let timing = judged(&mixed, PARALLEL, 4, 1);
    let capacity = timing.setup.capacity.expect("it is quiet");
    assert!((2.9..3.1).contains(&capacity), "{capacity}");
}

/// A quota of two CPUs on a machine of eight: two threads fit into it, eight do not.
#[test]
fn a_quota_that_is_too_small_decides_nothing_wrongly() {
    let quota = Machine { quota: Some(2.0), ..Machine::quiet(8) };
    check(&quota, 2, true);
    check(&quota, 8, false);
}

#[test]
fn a_run_that_is_over_in_no_time_is_timed_in_batches() {
    let short = Program { baseline_s: 50e-6, ..PARALLEL };
    let timing = judged(&Machine::quiet(2), short, 2, 1);
    assert!((40..=CALLS).contains(&timing.calls), "{}", timing.calls);
    assert_eq!(decide(&timing), Decision::Met);
}

/// The most calls of a batch.
const CALLS: usize = 256;

#[test]
fn one_thread_is_not_measured() {
    let timing = judged(&Machine::quiet(1), PARALLEL, 1, 1);
    assert_eq!(decide(&timing), Decision::Unclear(Unclear::OneCore));
    assert!(timing.blocks.is_empty());
}

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
