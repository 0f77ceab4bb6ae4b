//! Estimates on recorded gradings.

use super::*;
use crate::grade::Graded;

macro_rules! recorded {
    ($name:literal) => {
        include_str!(concat!("../../../tests/evidence/", $name, ".json"))
    };
}

fn timed(recorded: &str) -> Timed {
    let graded: Graded = serde_json::from_str(recorded).expect("it is a result");
    graded.timed().remove(0)
}

/// The loss in words, its share in percent, and the speedup without it.
fn shown(gain: Option<Gain>) -> String {
    let words = |what: &str, Estimate { share, speedup }: Estimate| {
        format!("{what} {:.0} %: {speedup:.1}x", 100.0 * share)
    };
    match gain {
        None => "nothing".to_owned(),
        Some(Gain::Little) => "little".to_owned(),
        Some(Gain::Idle(estimate)) => words("idle", estimate),
        Some(Gain::Work(estimate)) => words("work", estimate),
    }
}

fn check(recordings: &[(&str, &str)]) {
    let found: Vec<String> =
        recordings.iter().map(|(recorded, _)| shown(timed(recorded).gain())).collect();
    let expected: Vec<&str> = recordings.iter().map(|(_, expected)| *expected).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_slow_candidate_loses_what_its_account_says() {
    check(&[
        (recorded!("quiet_serial"), "idle 50 %: 2.0x"),
        (recorded!("quiet_imbalance"), "idle 38 %: 1.8x"),
        (recorded!("quiet_overhead"), "work 82 %: 2.0x"),
        // Runs of threads that fight differ, so the one that was looked at is like no other.
        (recorded!("quiet_lock"), "nothing"),
        (recorded!("quiet_contention"), "nothing"),
        (recorded!("quiet_oversubscription"), "nothing"),
        (recorded!("quiet_waiting"), "idle 97 %: 1.0x"),
        // More is asked than cores can give.
        (recorded!("quiet_algorithm"), "nothing"),
    ]);
}

#[test]
fn a_fast_one_has_little_left() {
    check(&[
        (recorded!("quiet_solution"), "little"),
        (recorded!("quiet_better_alone"), "idle 6 %: 2.9x"),
        (recorded!("quiet_two_questions"), "little"),
        (recorded!("quiet_pool_in_a_pool"), "work 12 %: 2.0x"),
        (recorded!("bursty_own_threads"), "little"),
        // Nothing was decided.
        (recorded!("hogged_solution"), "nothing"),
    ]);
}

fn profile(timed: &mut Timed) -> &mut Profile {
    &mut timed.diagnosis.as_mut().expect("it is slow").profile
}

#[test]
fn an_account_that_cannot_be_trusted_is_not_shown() {
    let check = |change: fn(&mut Timed)| {
        let mut timed = timed(recorded!("quiet_imbalance"));
        assert!(timed.gain().is_some());
        change(&mut timed);
        assert_eq!(timed.gain(), None);
    };
    check(|timed| timed.diagnosis = None);
    check(|timed| timed.candidate_s = timed.candidate_s.map(|seconds| 1.5 * seconds));
    check(|timed| profile(timed).threads += 1);
    check(|timed| profile(timed).cpu_s *= 3.0);
    check(|timed| profile(timed).waited_s = 0.2 * profile(timed).wall_s * 2.0);
    check(|timed| timed.diagnosis.as_mut().expect("it is slow").cause = Some(Cause::Memory));
    check(|timed| timed.goal_speedup = Some(0.9));
    check(|timed| timed.samples.against = Against::HalfTheSize);
    check(|timed| timed.speedup = None);
}
