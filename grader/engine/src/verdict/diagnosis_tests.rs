//! The causes on made-up profiles: no clock, no process.

use super::*;
use crate::words;
use grader_spec::protocol::Lane;

/// Samples a millisecond; `█` is a millisecond of CPU time, `░` one of waiting.
fn lane(name: &str, strip: &str) -> Lane {
    let sums = |mark: char| {
        let mut sum = 0;
        let rest = strip.chars().map(|c| {
            sum += u64::from(c == mark) * 1_000_000;
            sum
        });
        let mut samples = vec![0];
        samples.extend(rest);
        samples
    };
    Lane { name: name.to_owned(), cpu_ns: sums('█'), waited_ns: sums('░') }
}

fn trace(lanes: &[(&str, &str)]) -> Trace {
    let length = lanes.iter().map(|(_, strip)| strip.chars().count()).max().unwrap_or(0);
    Trace {
        moments_ns: (0..=length as u64).map(|ms| ms * 1_000_000).collect(),
        lanes: lanes.iter().map(|(name, strip)| lane(name, strip)).collect(),
    }
}

/// A job of 8 ms on two threads that did what the strips say.
fn profile(lanes: &[(&str, &str)]) -> Profile {
    let trace = trace(lanes);
    let wall_s = *trace.moments_ns.last().expect("there are samples") as f64 * 1e-9;
    let cpu_ns: u64 = trace.lanes.iter().filter_map(|lane| lane.cpu_ns.last()).sum();
    Profile {
        threads: 2,
        baseline_s: 8e-3,
        wall_s,
        cpu_s: cpu_ns as f64 * 1e-9,
        cpu_alone_s: 8e-3,
        wall_alone_s: None,
        waited_alone_s: None,
        usage_alone: None,
        waited_s: 0.0,
        usage: Usage { switches_voluntary: 4, switches_involuntary: 0, faults: 0 },
        growth: 2.0,
        baseline_growth: 2.0,
        bytes: 1_000,
        bandwidth: 10e9,
        trace,
        goal: None,
        advice: BTreeMap::new(),
        named: Vec::new(),
    }
}

fn check(profile: Profile, cause: Cause, evidence: &str) {
    let found = diagnose(profile);
    let text = words::diagnosis(&found);
    assert_eq!(found.cause, Some(cause), "{text}");
    assert!(text.contains(evidence), "{text}");
}

const IDLE: &str = "········";
const BUSY: &str = "████████";

#[test]
fn work_that_cores_cannot_make_up_for_is_the_algorithm() {
    let both = [("main", "·····"), ("worker 1", "████░"), ("worker 2", "████·")];
    let shared = Profile { goal: Some(12.0), ..profile(&both) };
    check(shared.clone(), Cause::Algorithm, "12 times is asked");
    let near = Profile { goal: Some(2.3), ..shared.clone() };
    check(near, Cause::Algorithm, "at most 2 times, and 2.3 times is asked");
    let less = Profile { cpu_alone_s: 2e-3, ..shared.clone() };
    check(less, Cause::Algorithm, "less than the baseline already, 2.00 ms on one thread against");
    // Cores could bring what is asked here.
    assert_ne!(diagnose(Profile { goal: Some(1.6), ..shared }).cause, Some(Cause::Algorithm));
}

#[test]
fn idle_cores_are_no_loss_where_no_speedup_is_asked() {
    let slow = Profile { cpu_alone_s: 16e-3, ..profile(&[("main", &BUSY.repeat(2))]) };
    check(slow.clone(), Cause::Serial, "Only one thread works");
    check(Profile { goal: Some(0.75), ..slow }, Cause::Overhead, "");
}

#[test]
fn one_thread_at_work_is_serial() {
    let one = profile(&[("main", IDLE), ("worker 1", BUSY), ("worker 2", IDLE)]);
    check(one, Cause::Serial, "Only one thread works at a time");
    // The work goes from thread to thread, and is never shared.
    let in_turn = profile(&[("spawned", "████····"), ("spawned", "····████")]);
    check(in_turn, Cause::Serial, "a run of 8.00 ms uses 8.00 ms of CPU time");
}

#[test]
fn the_caller_alone_before_or_after_the_others_is_serial_too() {
    let first =
        profile(&[("main", "█████···"), ("worker 1", "·····██·"), ("worker 2", "·····██·")]);
    check(first, Cause::Serial, "For a part of the run only one thread has work");
    let last = profile(&[("main", "··█████·"), ("worker 1", "██······"), ("worker 2", "██······")]);
    check(last, Cause::Serial, "For a part of the run");
}

#[test]
fn a_thread_that_is_done_early_is_imbalance() {
    let uneven = profile(&[("main", IDLE), ("worker 1", "██······"), ("worker 2", BUSY)]);
    check(uneven, Cause::Imbalance, "one works for 8.00 ms, another for 2.00 ms");
}

#[test]
fn a_small_part_beside_a_large_one_is_imbalance_and_turns_are_serial() {
    let large = "████████████████████";
    let parts = |small| profile(&[("main", ""), ("worker 1", large), ("worker 2", small)]);
    check(parts("█"), Cause::Imbalance, "one works for 20.0 ms, another for 1.00 ms");
    // The same amount, but not at the beginning.
    check(parts("··········█"), Cause::Serial, "Only one thread works at a time");
    let turns = [("worker 1", "█████·····█████·····"), ("worker 2", "·····█████·····█████")];
    check(profile(&turns), Cause::Serial, "Only one thread works at a time");
}

#[test]
fn a_worker_that_yields_to_a_serial_part_does_not_wait_for_a_core() {
    let strips = [("main", "██████··"), ("worker 1", "······██"), ("worker 2", "░░░░░░██")];
    let yields = Profile { waited_s: 6e-3, ..profile(&strips) };
    check(yields, Cause::Serial, "only one thread has work");
    // Another program has the core in turn with the caller.
    let strips = [("main", "█░█░█░··"), ("worker 1", "······██"), ("worker 2", "░░░░░░██")];
    let disturbed = Profile { waited_s: 9e-3, ..profile(&strips) };
    assert_ne!(diagnose(disturbed).cause, Some(Cause::Serial));
}

#[test]
fn a_caller_that_works_beside_the_others_may_have_too_much_of_it() {
    let uneven = profile(&[("main", BUSY), ("spawned", "██······")]);
    check(uneven, Cause::Imbalance, "one works for 8.00 ms, another for 2.00 ms");
}

#[test]
fn more_cpu_time_on_one_thread_is_overhead() {
    let mut dear = profile(&[("worker 1", BUSY), ("worker 2", BUSY)]);
    dear.cpu_alone_s = 15e-3;
    check(dear.clone(), Cause::Overhead, "1.9 times the baseline's CPU time");
    // Tiny tasks that threads steal from each other cost still more together.
    dear.cpu_s = 60e-3;
    dear.wall_s = 30e-3;
    check(dear, Cause::Overhead, "On 2 threads it is 4.0 times that again");
}

#[test]
fn more_cpu_time_together_is_contention() {
    let mut locked = profile(&[("worker 1", BUSY), ("worker 2", BUSY)]);
    locked.usage.switches_voluntary = 400;
    check(locked.clone(), Cause::Contention, "they go to sleep 400 times");
    // A lock that sends the threads to sleep leaves gaps.
    let gaps = "█·█·█·█·█·█·";
    locked.trace = trace(&[("worker 1", gaps), ("worker 2", gaps)]);
    locked.wall_s = 12e-3;
    locked.cpu_s = 12e-3;
    check(
        locked,
        Cause::Contention,
        "stay idle in the midst of the run, and they go to sleep 400 times",
    );
}

#[test]
fn gaps_without_sleep_after_sleep_are_imbalance() {
    // Two phases with a barrier between them, each uneven.
    let mut phases = profile(&[("worker 1", "██··██··"), ("worker 2", "████████")]);
    phases.baseline_s = 12e-3;
    phases.cpu_alone_s = 12e-3;
    check(phases, Cause::Imbalance, "stay idle");
}

#[test]
fn a_run_at_the_bandwidth_waits_for_memory() {
    let mut streaming = profile(&[("worker 1", BUSY), ("worker 2", BUSY)]);
    streaming.bytes = 60_000_000;
    check(streaming.clone(), Cause::Memory, "at least 7.5 GB/s");
    // Copies show as pages touched for the first time.
    streaming.bytes = 1_000;
    streaming.usage.faults = 12_000;
    streaming.cpu_alone_s = 14e-3;
    check(streaming, Cause::Memory, "no more than 10.0 GB/s");
}

#[test]
fn another_order_of_growth_is_the_algorithm() {
    let mut quadratic = profile(&[("worker 1", BUSY), ("worker 2", BUSY)]);
    quadratic.growth = 3.9;
    quadratic.cpu_alone_s = 50e-3;
    check(quadratic, Cause::Algorithm, "takes 3.9 times as long, and the baseline only 2.0");
}

#[test]
fn many_threads_that_cost_more_together_are_oversubscription() {
    let lanes = [
        ("spawned", "█░█░█░█░"),
        ("spawned", "░█░█░█░█"),
        ("spawned", "█░█░█░█░"),
        ("spawned", "░█░█░█░█"),
    ];
    let mut crowded = profile(&lanes);
    crowded.cpu_s = 16e-3;
    check(crowded, Cause::Oversubscription, "4 threads want 2 cores");
    // A crowd is dear on one core, too; four are no crowd.
    let crowd: Vec<_> = lanes.into_iter().chain(lanes).collect();
    let dear = |lanes: &[(&'static str, &str)]| Profile {
        cpu_s: 16e-3,
        cpu_alone_s: 15.5e-3,
        ..profile(lanes)
    };
    check(dear(&crowd), Cause::Oversubscription, "on one core they need");
    check(dear(&lanes), Cause::Overhead, "Even on one thread");
}

#[test]
fn the_account_adds_up_to_the_cores_time() {
    let mut uneven = profile(&[("worker 1", "██······"), ("worker 2", BUSY)]);
    uneven.cpu_alone_s = 9e-3;
    uneven.waited_s = 1e-3;
    uneven.wall_alone_s = Some(10e-3);
    let account = uneven.account();
    let Account { useful_s, waited_s, serial_s, imbalance_s, gaps_s, asleep_s, .. } = account;
    let idle = serial_s + imbalance_s + gaps_s + asleep_s;
    let sum = useful_s + waited_s + idle + account.alone_s + account.together_s;
    assert!((sum - 2.0 * uneven.wall_s).abs() < 1e-9, "{:?}", uneven.account());
    assert!((waited_s - 1e-3).abs() < 1e-9);
}

#[test]
fn a_cause_has_one_name() {
    for cause in Cause::ALL {
        assert_eq!(Cause::from_name(cause.name()), Some(cause));
        let json = serde_json::to_string(&cause).expect("plain data");
        assert_eq!(json, format!("\"{cause}\""));
    }
}

#[test]
fn a_sleep_is_waiting_on_one_core_and_on_all() {
    let strip = format!("████{}████", "·".repeat(24));
    let mut sleeper = profile(&[("main", &strip), ("worker 1", "")]);
    sleeper.wall_alone_s = Some(32e-3);
    check(sleeper.clone(), Cause::Waiting, "of a run of 32.0 ms no thread runs or is ready to");
    // It sleeps for a moment, again and again.
    sleeper.usage.switches_voluntary = 400;
    check(
        sleeper.clone(),
        Cause::Waiting,
        "on one core it uses 8.00 ms of CPU time and takes 32.0",
    );
    // Even where no speedup is asked.
    check(Profile { goal: Some(0.8), ..sleeper.clone() }, Cause::Waiting, "no thread runs");
    // On one core it is done at once: the threads wait for each other.
    sleeper.wall_alone_s = Some(8.1e-3);
    assert_ne!(diagnose(sleeper.clone()).cause, Some(Cause::Waiting));
    // Beside another program, idle workers look ready all the time; the sleep is longer than
    // such a program can explain.
    let busy = profile(&[("main", &"█".repeat(8)), ("worker 1", &"░".repeat(40))]);
    let busy = Profile { waited_s: 72e-3, wall_alone_s: Some(60e-3), ..busy };
    check(busy, Cause::Waiting, "on one core it uses 8.00 ms of CPU time and takes 60.0 ms");
    // Ready for a core and without one: that is another program's doing.
    let strip = format!("████{}████", "░".repeat(24));
    let delayed = profile(&[("main", &strip), ("worker 1", "")]);
    assert_ne!(diagnose(delayed).cause, Some(Cause::Waiting));
}

#[test]
fn a_lock_that_is_handed_over_is_contention_and_a_join_in_the_loop_is_not() {
    let mut in_turn = profile(&[("worker 1", "█·█·█·█·"), ("worker 2", "·█·█·█·█")]);
    in_turn.usage.switches_voluntary = 24;
    let sleeps = |alone| Some(Usage { switches_voluntary: alone, ..Usage::default() });
    let lock = Profile { usage_alone: sleeps(3), ..in_turn.clone() };
    check(lock, Cause::Contention, "go to sleep 24 times in a run of 8.00 ms, where one thread");
    // A caller that starts a thread and waits for it sleeps on one core as well.
    check(Profile { usage_alone: sleeps(20), ..in_turn.clone() }, Cause::Serial, "Only one");
    check(in_turn, Cause::Serial, "Only one");
}

#[test]
fn many_steps_that_end_with_a_wait_are_contention() {
    let all = "██".repeat(6);
    let mut steps = profile(&[("worker 1", &all), ("worker 2", &"█·".repeat(6))]);
    (steps.baseline_s, steps.cpu_alone_s) = (18e-3, 18e-3);
    let found = diagnose(steps);
    let text = words::diagnosis(&found);
    assert_eq!(found.cause, Some(Cause::Contention), "{text}");
    assert!(text.contains("steps at which all wait for the last one"), "{text}");
}

#[test]
fn passes_over_a_large_input_are_memory() {
    let mut passes = profile(&[("worker 1", BUSY), ("worker 2", BUSY)]);
    passes.goal = Some(2.4);
    passes.bytes = 24_000_000;
    check(passes.clone(), Cause::Memory, "all threads 2.40 ms, and it takes 8.00 ms: as long as 3");
    // The same input, and far more work on it.
    check(Profile { bandwidth: 100e9, ..passes }, Cause::Algorithm, "2.4 times is asked");
}

#[test]
fn work_without_tasks_is_told_from_tasks_and_from_new_memory() {
    let mut dear = profile(&[("worker 1", BUSY), ("worker 2", BUSY)]);
    dear.cpu_alone_s = 15.5e-3;
    check(dear.clone(), Cause::Overhead, "an order that jumps through memory");
    let pages = Usage { faults: 9_000, ..Usage::default() };
    check(Profile { usage: pages, ..dear.clone() }, Cause::Overhead, "make room once");
    let locks = Usage { switches_voluntary: 400, ..Usage::default() };
    check(Profile { usage: locks, ..dear.clone() }, Cause::Overhead, "a thread, an atomic");
    let here = BTreeMap::from([(Cause::Overhead, "Go along the rows.".to_owned())]);
    let told = words::diagnosis(&diagnose(Profile { advice: here, ..dear }));
    assert!(told.ends_with(" Go along the rows."), "{told}");
    assert!(!told.contains("Look"), "{told}");
}

#[test]
fn a_loss_that_is_none_is_no_cause() {
    let mut fine = profile(&[("worker 1", BUSY), ("worker 2", BUSY)]);
    (fine.baseline_s, fine.cpu_alone_s, fine.goal) = (15.9e-3, 15.9e-3, Some(1.9));
    let found = diagnose(fine);
    let text = words::diagnosis(&found);
    assert_eq!(found.cause, None, "{text}");
    let said = "No cause stands out: when the run was looked at, 99 % of the cores' time was what";
    assert!(text.starts_with(said) && text.contains("`grade trace`"), "{text}");
}

fn named(sign: Sign, word: &str) -> Vec<Named> {
    vec![Named { sign, word: word.to_owned(), line: 24 }]
}

#[test]
fn a_lock_that_is_dear_on_one_thread_is_told_from_tasks_by_the_source() {
    let mut dear = profile(&[("worker 1", &BUSY.repeat(8)), ("worker 2", &BUSY.repeat(8))]);
    dear.cpu_alone_s = 60e-3;
    check(dear.clone(), Cause::Overhead, "On 2 threads it is 2.1 times that again");
    let lock = Profile { named: named(Sign::Lock, "lock()"), ..dear.clone() };
    check(lock.clone(), Cause::Contention, "Look at `lock()` in line 24 first: one thread passes");
    // What costs no more on two threads than on one is no fight, whatever the source says.
    check(Profile { cpu_alone_s: 125e-3, ..lock }, Cause::Overhead, "Even on one thread");
    let nap = Profile { named: named(Sign::Nap, "sleep()"), ..dear };
    check(nap, Cause::Overhead, "Even on one thread");
}

#[test]
fn turns_at_a_lock_are_told_from_want_of_work_by_the_source() {
    let turns = profile(&[("worker 1", "████····"), ("worker 2", "····████")]);
    check(turns.clone(), Cause::Serial, "Only one thread");
    let lock = Profile { named: named(Sign::Lock, "lock()"), ..turns };
    check(lock.clone(), Cause::Contention, "one works at a time, though 2 take part");
    // Where one does all the work nobody waits for a lock.
    let one = profile(&[("worker 1", BUSY), ("worker 2", IDLE)]);
    check(Profile { named: lock.named.clone(), ..one }, Cause::Serial, "Only one thread");
    // Work of one thread before the others begin is no turn.
    let before = profile(&[("worker 1", "████████"), ("worker 2", "······██")]);
    check(Profile { named: lock.named, ..before }, Cause::Serial, "For a part of the run");
}

#[test]
fn a_sleep_beside_work_is_told_from_want_of_work_by_one_core_and_the_source() {
    let strips = [("worker 1", "██····██"), ("worker 2", "··████··")];
    let mut naps = profile(&strips);
    naps.wall_alone_s = Some(16e-3);
    naps.waited_alone_s = Some(8e-3);
    assert_ne!(diagnose(naps.clone()).cause, Some(Cause::Waiting));
    let sleep = Profile { named: named(Sign::Nap, "sleep()"), ..naps };
    check(sleep.clone(), Cause::Waiting, "Look at `sleep()` in line 24 first");
    // On one core nothing is waited for: the sleep is on no thread's way.
    let aside = Profile { wall_alone_s: Some(8.1e-3), ..sleep };
    assert_ne!(diagnose(aside).cause, Some(Cause::Waiting));
}

/// Another program had the one core for half of the run.
#[test]
fn a_core_that_was_taken_is_no_sleep() {
    let strip = format!("████{}████", "·".repeat(8));
    let mut beside = profile(&[("main", &strip), ("worker 1", "")]);
    beside.wall_alone_s = Some(16e-3);
    check(beside.clone(), Cause::Waiting, "no thread runs");
    beside.waited_alone_s = Some(7.9e-3);
    check(beside.clone(), Cause::Serial, "");
    // Several had it, for most of the time.
    (beside.wall_alone_s, beside.waited_alone_s) = (Some(160e-3), Some(151e-3));
    check(beside, Cause::Serial, "");
}
