//! Recorded gradings, quiet and noisy, and what they must lead to. Each file was
//! written by `grade … --json` and is judged again from its samples.

use grader::grade::Graded;
use grader::report::{self, Context, Paint};
use grader::verdict::{Cause, Decision, Verdict, decide};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// File, verdict, reason, and the cause where the candidate is slow.
const EXPECTED: [(&str, Verdict, &str, Option<&str>); 21] = [
    ("bursty_groupby.json", Verdict::Accepted, "goal_met", None),
    ("bursty_imbalance.json", Verdict::LowSpeedup, "longest_thread", None),
    ("bursty_own_threads.json", Verdict::Accepted, "goal_met", None),
    ("bursty_solution.json", Verdict::Accepted, "goal_met", None),
    ("hogged_longest_thread.json", Verdict::LowSpeedup, "longest_thread", None),
    ("hogged_serial.json", Verdict::Inconclusive, "low_capacity", None),
    ("hogged_solution.json", Verdict::Inconclusive, "contended", None),
    ("quiet_algorithm.json", Verdict::LowSpeedup, "goal_not_met", Some("algorithm")),
    ("quiet_better_alone.json", Verdict::Accepted, "goal_met", None),
    ("quiet_contention.json", Verdict::LowSpeedup, "goal_not_met", Some("contention")),
    ("quiet_imbalance.json", Verdict::LowSpeedup, "goal_not_met", Some("imbalance")),
    ("quiet_join_around_a_pool.json", Verdict::Accepted, "goal_met", None),
    ("quiet_lock.json", Verdict::LowSpeedup, "goal_not_met", Some("contention")),
    ("quiet_overhead.json", Verdict::LowSpeedup, "goal_not_met", Some("overhead")),
    ("quiet_oversubscription.json", Verdict::LowSpeedup, "goal_not_met", Some("oversubscription")),
    ("quiet_pool_in_a_pool.json", Verdict::Accepted, "goal_met", None),
    ("quiet_serial.json", Verdict::LowSpeedup, "goal_not_met", Some("serial")),
    ("quiet_solution.json", Verdict::Accepted, "goal_met", None),
    ("quiet_threads_in_a_worker.json", Verdict::Accepted, "goal_met", None),
    ("quiet_two_questions.json", Verdict::Accepted, "goal_met", None),
    ("quiet_waiting.json", Verdict::LowSpeedup, "goal_not_met", Some("waiting")),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence")
}

fn text(name: &str) -> String {
    fs::read_to_string(folder().join(name)).expect("it was recorded")
}

fn read(name: &str) -> Graded {
    serde_json::from_str(&text(name)).expect("it is a result")
}

fn all() -> impl Iterator<Item = Graded> {
    EXPECTED.iter().map(|(name, ..)| read(name))
}

#[test]
fn every_recording_leads_to_its_verdict() {
    for (name, verdict, code, cause) in EXPECTED {
        let graded = read(name);
        let (found, reason) = graded.judged_again();
        assert_eq!((found, reason.code().name()), (verdict, code), "{name}: {reason:?}");
        // Not the sentence: that may get better.
        let recorded: grade_result::Graded = serde_json::from_str(&text(name)).expect("a result");
        let recorded = (recorded.reason.code.name(), graded.verdict);
        assert_eq!(recorded, (code, verdict), "{name}: as recorded");
        let again = graded.timed().into_iter().find_map(|timed| timed.diagnosis?.cause);
        let again = again.map(Cause::name);
        assert_eq!(again, cause, "{name}");
    }
}

#[test]
fn every_recording_is_in_the_table() {
    let files = fs::read_dir(folder()).expect("the folder").flatten();
    let files: BTreeSet<String> =
        files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    let table: BTreeSet<String> = EXPECTED.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(files, table);
}

#[test]
fn the_order_of_recorded_blocks_does_not_matter() {
    for graded in all() {
        for timed in graded.timed() {
            let mut samples = timed.samples;
            let before = decide(&samples);
            samples.blocks.reverse();
            assert_eq!(decide(&samples), before, "{}", graded.exercise);
        }
    }
}

/// Worst first.
fn rank(decision: Decision) -> usize {
    match decision {
        Decision::NotMet | Decision::Unstable => 0,
        Decision::More | Decision::Unclear(_) => 1,
        Decision::Met => 2,
    }
}

/// The same runs by a candidate that takes a tenth less time, in all that the
/// clocks say of it, never gets a worse verdict.
#[test]
fn a_faster_candidate_never_gets_a_worse_verdict() {
    for graded in all() {
        for timed in graded.timed() {
            let mut samples = timed.samples;
            let before = rank(decide(&samples));
            for block in &mut samples.blocks {
                let own = block.candidate_own_s;
                block.candidate_s -= 0.1 * own;
                block.candidate_own_s -= 0.1 * own;
                block.candidate_cpu_s *= 0.9;
                block.run_delay_s = block.run_delay_s.map(|waited_s| 0.9 * waited_s);
            }
            assert!(rank(decide(&samples)) >= before, "{}", graded.exercise);
        }
    }
}

/// The numbers of a result, in order.
fn numbers(value: &mut Value) -> Vec<&mut Value> {
    match value {
        Value::Array(values) => values.iter_mut().flat_map(numbers).collect(),
        Value::Object(values) => values.values_mut().flat_map(numbers).collect(),
        Value::Number(_) => vec![value],
        _ => Vec::new(),
    }
}

/// Figures that no clock shows.
fn figures() -> Vec<Value> {
    let whole = [0, 1, 2, 3, 1 << 40, u64::MAX].map(Value::from);
    let others = [-1.0, -1e308, 1e308, 5e-324, 0.5, -0.0, 1e-300].map(Value::from);
    whole.into_iter().chain(others).collect()
}

proptest! {
    /// A changed result was meant to have another verdict; the most that comes of it is
    /// one. What cannot be read ends as a fault before.
    #[test]
    fn no_figure_of_a_result_stops_a_replay(
        recorded in 0..EXPECTED.len(),
        changes in prop::collection::vec((any::<Index>(), prop::sample::select(figures())), 1..4),
    ) {
        let text = fs::read_to_string(folder().join(EXPECTED[recorded].0)).expect("it was recorded");
        let mut result: Value = serde_json::from_str(&text).expect("it is JSON");
        for (place, figure) in changes {
            let mut numbers = numbers(&mut result);
            let place = place.index(numbers.len());
            *numbers[place] = figure;
        }
        if let Ok(graded) = serde_json::from_value::<Graded>(result) {
            let _ = graded.judged_again();
            let context = Context {
                title: String::new(),
                command: "grade".to_owned(),
                lesson: String::new(),
                next: None,
                asks_for_speed: true,
                before: None,
                predicted: None,
                paint: Paint { color: false },
            };
            let _ = report::graded(&graded, &context);
        }
    }

    /// The figures of all blocks at once: a hole in one is made up for by the others.
    #[test]
    fn no_figure_of_all_blocks_stops_a_replay(
        recorded in 0..EXPECTED.len(),
        key in any::<Index>(),
        figure in prop::sample::select(figures()),
    ) {
        let text = fs::read_to_string(folder().join(EXPECTED[recorded].0)).expect("it was recorded");
        let mut result: Value = serde_json::from_str(&text).expect("it is JSON");
        for timed in result["timed"].as_array_mut().expect("there are timed cases") {
            for attempt in timed["attempts"].as_array_mut().expect("there are attempts") {
                let blocks = &mut attempt["timing"]["blocks"];
                for block in blocks.as_array_mut().expect("there are blocks") {
                    let mut numbers = numbers(block);
                    let place = key.index(numbers.len());
                    *numbers[place] = figure.clone();
                }
            }
        }
        if let Ok(graded) = serde_json::from_value::<Graded>(result) {
            let _ = graded.judged_again();
        }
    }
}
