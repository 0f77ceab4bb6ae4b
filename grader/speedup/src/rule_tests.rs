//! The rule on made-up evidence: no clock, no process.

use super::*;
use crate::made_up::{clean, timing};
use proptest::prelude::*;

fn check(blocks: Vec<Block>, expected: Decision) {
    assert_eq!(decide(&timing(blocks)), expected);
}

#[test]
fn nine_clear_pairs_decide() {
    check(vec![clean(1.9); 8], Decision::More);
    check(vec![clean(1.9); 9], Decision::Met);
    check(vec![clean(1.0); 8], Decision::More);
    check(vec![clean(1.0); 9], Decision::NotMet);
}

#[test]
fn a_capacity_that_later_witnesses_contradict_raises_the_goal() {
    let measured_as = |capacity, speedup| {
        let mut timing = Timing { out_of_time: true, ..timing(vec![clean(speedup); 40]) };
        timing.setup.capacity = Some(capacity);
        decide(&timing)
    };
    // The goal is 0.8 of it; later the witness had 1.96 cores.
    assert_eq!(measured_as(1.9, 1.54), Decision::Met);
    assert_eq!(measured_as(1.65, 1.54), Decision::Unclear(Unclear::RisenCapacity));
    assert_eq!(measured_as(1.65, 1.6), Decision::Met);
    assert_eq!(measured_as(1.65, 1.0), Decision::NotMet);
}

/// Workers that look for work queue behind the thread that called them, as long as that
/// works alone. Others who take the core are more than that.
#[test]
fn a_serial_part_of_the_caller_is_no_waiting() {
    let alone_s = 0.4e-3;
    let merges = |waited_s: f64| {
        let block = clean(1.9);
        let pool_cpu_s = Some(block.candidate_cpu_s - alone_s);
        Block { pool_cpu_s, run_delay_s: Some(waited_s), ..block }
    };
    check(vec![merges(alone_s); 9], Decision::Met);
    check(vec![merges(alone_s + 0.3e-3); 9], Decision::More);
    // A caller that works for all of the run explains a part of the waiting only.
    let block = clean(1.9);
    let half = Block {
        pool_cpu_s: Some(0.5 * block.candidate_cpu_s),
        run_delay_s: Some(0.5 * block.candidate_own_s),
        ..block
    };
    check(vec![half; 9], Decision::More);
}

#[test]
fn who_is_busy_outside_its_turn_is_told_so() {
    let restless = Block { candidate_answering_s: 4e-3, ..clean(1.9) };
    check(vec![restless; 19], Decision::More);
    check(vec![restless; 20], Decision::Unclear(Unclear::Restless));
    let busy = Block { witness_s: 3.5e-3, ..restless };
    check(vec![busy; 20], Decision::More);
    let waiting = Block { candidate_around_cpu_s: Some(1.9e-3), ..restless };
    check(vec![waiting; 20], Decision::More);
    let working = Block { candidate_around_cpu_s: Some(2.1e-3), ..restless };
    check(vec![working; 20], Decision::Unclear(Unclear::Restless));
    let calm = |n| [vec![restless; 20], vec![clean(1.6); n]].concat();
    check(calm(5), Decision::Unclear(Unclear::Restless));
    check(calm(6), Decision::More);
}

#[test]
fn slow_runs_that_a_candidate_spoils_speak_against_it() {
    let spoiled = Block { gathered_after_s: 600e-6, ..clean(1.0) };
    let every_other: Vec<Block> = (0..29).flat_map(|_| [clean(1.9), spoiled]).collect();
    check(every_other.clone(), Decision::More);
    let late = Timing { out_of_time: true, ..timing(every_other) };
    assert_eq!(decide(&late), Decision::Unclear(Unclear::Spoiled));
    // Where others had the cores, nothing is said about the candidate.
    let busy = Block { witness_s: 3.5e-3, ..spoiled };
    check((0..9).flat_map(|_| [clean(1.9), busy]).collect(), Decision::Met);
    // The program that took them may have taken the candidate's as often.
    check((0..9).flat_map(|_| [clean(1.9), spoiled, busy]).collect(), Decision::Met);
    let fast = Block { gathered_after_s: 600e-6, ..clean(1.9) };
    check((0..9).flat_map(|_| [clean(1.9), fast, fast]).collect(), Decision::Met);
}

#[test]
fn a_tie_speaks_for_neither_side() {
    check(vec![clean(1.6); 100], Decision::More);
}

#[test]
fn idle_workers_that_queue_behind_a_serial_candidate_do_not_matter() {
    let serial = |waited_s: f64| Block {
        run_delay_s: Some(5e-3),
        pool_cpu_s: Some(50e-6),
        candidate_cpu_s: 5e-3 - waited_s,
        ..clean(1.0)
    };
    check(vec![serial(0.0); 9], Decision::NotMet);
    // But what the candidate itself waits does.
    check(vec![serial(1e-3); 9], Decision::More);
}

#[test]
fn a_baseline_that_the_host_slowed_does_not_count() {
    let slowed =
        Block { baseline_s: 15e-3, baseline_own_s: 15e-3, baseline_cpu_s: 15e-3, ..clean(1.0) };
    check(vec![slowed; 20], Decision::More);
}

#[test]
fn a_candidate_that_can_reach_the_goal_is_unstable_not_slow() {
    let mostly_slow: Vec<Block> =
        (0..40).map(|i| if i % 5 == 0 { clean(1.9) } else { clean(1.0) }).collect();
    check(mostly_slow[..20].to_vec(), Decision::More);
    check(mostly_slow, Decision::Unstable);
}

#[test]
fn every_gate_keeps_a_block_from_counting() {
    let clean = clean(1.0);
    for (block, gate) in [
        (Block { baseline_cpu_s: 4.8e-3, ..clean }, Gate::Serial),
        (Block { candidate_foreign_cpu_s: 1e-3, ..clean }, Gate::Restless),
        (Block { candidate_handing_s: 4e-3, ..clean }, Gate::Restless),
        (Block { candidate_answering_s: 4e-3, ..clean }, Gate::Restless),
        (Block { gathered_before_s: 200e-6, ..clean }, Gate::Rendezvous),
        (Block { gathered_after_s: 200e-6, ..clean }, Gate::Rendezvous),
        (Block { witness_s: 3.5e-3, ..clean }, Gate::Witness),
        (Block { run_delay_s: Some(1e-3), ..clean }, Gate::RunDelay),
        (Block { candidate_own_s: 4e-3, ..clean }, Gate::Clock),
        (Block { baseline_s: 3e-3, ..clean }, Gate::Clock),
    ] {
        assert_eq!(timing(vec![block]).failed_gates(), [Some(gate)]);
        check(vec![block; 15], Decision::More);
        let late = Timing { out_of_time: true, ..timing(vec![block; 15]) };
        assert_eq!(decide(&late), Decision::Unclear(Unclear::Contended));
    }
    let not_told = Block { run_delay_s: None, ..clean };
    assert_eq!(timing(vec![not_told]).failed_gates(), [None]);
}

#[test]
fn a_rival_that_scatters_is_no_measure_for_the_witness() {
    // The rival took twice as long as usual, and the witness did not.
    let slow =
        Block { baseline_s: 10e-3, baseline_own_s: 10e-3, baseline_cpu_s: 10e-3, ..clean(1.9) };
    let mut timing = timing(vec![slow, Block { witness_s: 3.5e-3, ..slow }]);
    assert_eq!(timing.failed_gates(), [Some(Gate::Serial); 2]);
    timing.setup.serial_witness_s = Some(5e-3);
    assert_eq!(timing.failed_gates(), [None, Some(Gate::Witness)]);
}

#[test]
fn threads_that_wait_for_each_other_do_not_hide_behind_the_gate() {
    let own = Block { run_delay_s: Some(2e-3), ..clean(1.0) };
    check(vec![own; 19], Decision::More);
    check(vec![own; 20], Decision::NotMet);
}

/// Threads of its own that share one core look slow, and they are not to blame.
#[test]
fn threads_of_its_own_on_one_core_are_not_slow() {
    let idle_pool = Block { pool_cpu_s: Some(50e-6), ..clean(1.0) };
    let kept_apart = Block { own_threads: 2, own_delay_s: Some(20e-6), ..idle_pool };
    check(vec![kept_apart; 9], Decision::NotMet);
    let on_one_core = Block { own_delay_s: Some(4e-3), candidate_cpu_s: 5e-3, ..kept_apart };
    assert_eq!(timing(vec![on_one_core]).failed_gates(), [Some(Gate::RunDelay)]);
    check(vec![on_one_core; 60], Decision::More);
}

#[test]
fn who_is_fast_enough_although_its_threads_wait_is_fast_enough() {
    // The runtime of an engine: its threads go to sleep and wake up all the time.
    let engine = |speedup| Block {
        own_threads: 0,
        own_delay_s: Some(0.4e-3),
        candidate_cpu_s: 3e-3,
        ..clean(speedup)
    };
    check(vec![engine(1.9); 19], Decision::More);
    check(vec![engine(1.9); 20], Decision::Met);
    // Where it is not, others may be to blame, or bad luck with cores.
    check(vec![engine(1.5); 60], Decision::More);
    // The slow runs count as well.
    let mixed = |slow: usize| (0..40).map(|i| engine(if i < slow { 1.5 } else { 1.9 })).collect();
    check(mixed(4), Decision::Met);
    check(mixed(20), Decision::More);
}

#[test]
fn what_is_slow_without_its_waiting_is_slow() {
    // 5 ms against 4.5 without what its threads waited: 1.1 and not 1.6.
    let slow = Block { own_delay_s: Some(0.5e-3), candidate_cpu_s: 6e-3, ..clean(1.0) };
    check(vec![slow; 19], Decision::More);
    check(vec![slow; 20], Decision::NotMet);
}

#[test]
fn more_threads_than_cores_wait_for_each_other() {
    let crowd =
        Block { own_threads: 30, own_delay_s: Some(40e-3), pool_cpu_s: Some(50e-6), ..clean(0.4) };
    check(vec![crowd; 9], Decision::NotMet);
}

#[test]
fn a_goal_that_serial_code_might_reach_is_not_judged() {
    let low = Setup { capacity: Some(1.2), baseline_per_witness: 1.0, ..Setup::default() };
    let timing = Timing { setup: low, ..timing(vec![clean(1.9); 20]) };
    assert_eq!(decide(&timing), Decision::Unclear(Unclear::LowCapacity));
}

#[test]
fn a_few_runs_are_enough_where_all_are_far_too_slow() {
    // The goal is 1.6, so one core of two would bring 0.8.
    let late = |speedup, runs| Timing { out_of_time: true, ..timing(vec![clean(speedup); runs]) };
    assert_eq!(decide(&late(0.5, 5)), Decision::NotMet);
    assert_eq!(decide(&late(0.5, 4)), Decision::Unclear(Unclear::Contended));
    assert_eq!(decide(&late(0.7, 5)), Decision::Unclear(Unclear::Contended));
    check(vec![clean(0.5); 5], Decision::More);
    assert!(timing(vec![clean(0.5); 4]).is_nearly_settled());
    assert!(!timing(vec![clean(0.7); 4]).is_nearly_settled());
}

#[test]
fn who_starts_thousands_of_threads_delays_itself() {
    // They use less than all cores in all, and wait for most of the run.
    let waits = Block { own_delay_s: Some(8e-3), candidate_cpu_s: 12e-3, ..clean(0.5) };
    check(vec![waits; 60], Decision::NotMet);
    // As slow as two threads on one core.
    let kept_apart = Block {
        candidate_s: 6e-3,
        candidate_own_s: 6e-3,
        candidate_cpu_s: 6e-3,
        own_delay_s: Some(5e-3),
        ..waits
    };
    check(vec![kept_apart; 60], Decision::More);
}

#[test]
fn one_core_is_not_judged() {
    let timing = Timing { threads: 1, ..timing(vec![]) };
    assert_eq!(decide(&timing), Decision::Unclear(Unclear::OneCore));
}

#[test]
fn an_unknown_capacity_is_contention() {
    let unknown = Setup { capacity: None, baseline_per_witness: 1.0, ..Setup::default() };
    let timing = Timing { setup: unknown, ..timing(vec![]) };
    assert_eq!(decide(&timing), Decision::Unclear(Unclear::Contended));
}

/// As a changed result may hold it.
#[test]
fn a_time_below_zero_decides_nothing() {
    let block = Block { candidate_own_s: -1.0, pool_cpu_s: Some(0.0), ..clean(1.9) };
    check(vec![block; 9], Decision::More);
}

#[test]
fn an_open_question_with_enough_pairs_is_borderline() {
    let blocks = (0..60).map(|i| clean(if i % 2 == 0 { 1.59 } else { 1.61 })).collect();
    let late = Timing { out_of_time: true, ..timing(blocks) };
    assert_eq!(decide(&late), Decision::Unclear(Unclear::Borderline));
}

#[test]
fn parallelism_bounds_the_goal() {
    let goal = Goal::Efficiency { share: 0.8, parallelism: Some(2.0) };
    assert!((goal.speedup(8.0) - 1.6).abs() < 1e-12);
    assert!((goal.speedup(1.5) - 1.2).abs() < 1e-12);
    assert!((Goal::SpeedupMin(10.0).speedup(2.0) - 10.0).abs() < 1e-12);
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let block =
        (0.5..2.5_f64, 0.0..400e-6_f64, 1.5..2.0_f64).prop_map(|(speedup, gather, witness)| {
            Block { gathered_before_s: gather, witness_s: 5e-3 / witness, ..clean(speedup) }
        });
    prop::collection::vec(block, 0..80)
}

proptest! {
    /// A faster candidate never gets a worse decision.
    #[test]
    fn faster_is_never_worse(blocks in blocks(), factor in 1.0..1.5_f64) {
        let rank = |blocks: Vec<Block>| match decide(&timing(blocks)) {
            Decision::NotMet => 0,
            Decision::Unstable => 1,
            Decision::More | Decision::Unclear(_) => 2,
            Decision::Met => 3,
        };
        let faster = blocks.iter().map(|block| Block {
            candidate_s: block.candidate_s / factor,
            candidate_own_s: block.candidate_own_s / factor,
            ..*block
        });
        // The slow side may need more pairs before it is unstable, so only the
        // ends are ordered.
        let (slow, fast) = (rank(blocks.clone()), rank(faster.collect()));
        prop_assert!(fast >= slow || (slow, fast) == (2, 1), "{slow} became {fast}");
    }

    /// The order of the blocks does not matter once they are all there.
    #[test]
    fn order_does_not_matter(blocks in blocks()) {
        let mut reversed = blocks.clone();
        reversed.reverse();
        prop_assert_eq!(decide(&timing(blocks)), decide(&timing(reversed)));
    }
}

/// A run beside a busy neighbour: neither the baseline nor the witness had its core.
fn beside_a_neighbour(speedup: f64, longest_s: f64) -> Block {
    let disturbed = Block { witness_s: 5e-3, ..clean(speedup) };
    Block { longest_cpu_s: Some(longest_s), ..disturbed }
}

fn late(blocks: Vec<Block>) -> Timing {
    Timing { out_of_time: true, ..timing(blocks) }
}

#[test]
fn one_thread_with_too_much_work_cannot_be_fast() {
    let serial = beside_a_neighbour(1.0, 5e-3);
    assert_eq!(decide(&late(vec![serial; 40])), Decision::Unclear(Unclear::Contended));
    assert!(cannot_reach(&late(vec![serial; 40])));
    assert!(!cannot_reach(&late(vec![serial; 19])), "too few");
    // The goal is 1.6: 15 % are left to it, and no more.
    assert!(!cannot_reach(&late(vec![beside_a_neighbour(1.0, 5e-3 / 1.45); 40])));
    assert!(!cannot_reach(&late(vec![beside_a_neighbour(1.9, 2.6e-3); 40])));
    // Where a thread waited for a core, another may have done its work.
    let waited = Block { run_delay_s: Some(2e-3), ..serial };
    assert!(!cannot_reach(&late(vec![waited; 40])));
    // Where the system does not tell, nothing is claimed.
    let not_told = Block { longest_cpu_s: None, ..serial };
    assert!(!cannot_reach(&late(vec![not_told; 40])));
    let not_told = Block { run_delay_s: None, pool_cpu_s: None, ..serial };
    assert!(!cannot_reach(&late(vec![not_told; 40])));
    let against_itself = Timing { against: Against::OneThread, ..late(vec![serial; 40]) };
    assert!(!cannot_reach(&against_itself));
}

#[test]
fn the_controls_cpu_times_must_reach_the_goal() {
    let control = |cpu_s: f64| Block { candidate_cpu_s: cpu_s, ..beside_a_neighbour(1.9, 3e-3) };
    assert!(trusts_cpu_times(&late(vec![control(5.2e-3); 30])));
    // Two threads that share a core's units use 1.7 times the CPU time.
    assert!(!trusts_cpu_times(&late(vec![control(8.5e-3); 30])));
    assert!(!trusts_cpu_times(&late(vec![control(5.2e-3); 10])));
}

#[test]
fn a_crowd_with_all_cores_counts() {
    // Eight threads had both cores all the time: what they waited, they waited for
    // each other.
    let all_cores = Block {
        own_delay_s: Some(12e-3),
        pool_cpu_s: Some(50e-6),
        candidate_cpu_s: 1.97 * 5e-3 / 1.9,
        ..clean(1.9)
    };
    assert_eq!(timing(vec![all_cores]).failed_gates(), [None]);
    // With a core and a half, somebody else had the rest.
    let less = Block { candidate_cpu_s: 1.5 * 5e-3 / 1.9, ..all_cores };
    assert_eq!(timing(vec![less]).failed_gates(), [Some(Gate::RunDelay)]);
}

#[test]
fn a_crowd_that_leaves_cores_idle_is_its_own_doing() {
    // Sixteen threads a core, started one by one: ready for more than both cores, and
    // using a core and a half.
    let crowd = Block {
        own_delay_s: Some(9e-3),
        pool_cpu_s: Some(50e-6),
        candidate_cpu_s: 7.5e-3,
        ..clean(1.0)
    };
    check(vec![crowd; 19], Decision::More);
    check(vec![crowd; 20], Decision::NotMet);
}
