//! Made-up results for tests: no clock, no process.

use super::{CandidateInfo, Graded, Machine, SCHEMA};
use crate::candidate::Origin;
use crate::process::tier::{Found, Tier};
use crate::verdict::{Against, AttemptRole, Attempts, Control, Goal, Outcome, Test, Timing};
use grader_spec::{Mismatch, Role};
use speedup::made_up::{clean, timing};

/// A result with these checks and timed cases, and the verdict that they lead to.
pub fn graded(outcomes: Vec<Outcome>, timed: Vec<Attempts>) -> Graded {
    let test = |(index, outcome)| Test {
        name: format!("case {index}"),
        role: Some(Role::Hidden),
        threads: Some(2),
        seed: Some(7),
        outcome,
    };
    let tests: Vec<Test> = outcomes.into_iter().enumerate().map(test).collect();
    let mut graded = Graded {
        schema: SCHEMA,
        exercise: "my_topic".to_owned(),
        candidate: CandidateInfo {
            origin: Origin::Student,
            path: "exercises/07_my_topic/student.rs".into(),
            unit: None,
            seed: 1,
            tests_planned: tests.len(),
        },
        verdict: crate::verdict::Verdict::Accepted,
        reason: crate::verdict::Reason::Unfinished,
        only_case: None,
        confirmed: None,
        control: Control::Solution,
        tests,
        printed: String::new(),
        timed,
        counted: Vec::new(),
        machine: Machine {
            cores: 2,
            cpu_quota: None,
            left_out: Vec::new(),
            threads: 2,
            processor: "a processor".to_owned(),
            system: "linux x86_64".to_owned(),
            toolchain: "rustc".to_owned(),
            certified: None,
        },
        isolation: Found { tier: Tier::Strong, open: Vec::new() },
        seconds: 1.5,
    };
    (graded.verdict, graded.reason) = graded.judged_again();
    graded
}

/// A case whose goal is 1.6x, met or missed by this speedup beyond doubt.
pub fn case(name: &str, speedup: f64) -> Attempts {
    let runs = |speedup| timing(vec![clean(speedup); 12]);
    let first = Attempts::of(name, runs(speedup));
    if speedup > 1.6 {
        return first;
    }
    let beside = Timing { goal: Goal::NoSlower(0.9), against: Against::Solution, ..runs(0.5) };
    first
        .with(AttemptRole::Control, runs(1.9))
        .with(AttemptRole::Second, runs(speedup))
        .with(AttemptRole::Beside, beside)
}

/// A case of which nothing is known.
pub fn unclear(name: &str) -> Attempts {
    Attempts::of(name, Timing { out_of_time: true, ..timing(vec![clean(1.6); 5]) })
}

/// A wrong answer that shows these texts.
pub fn wrong(input: &str, got: &str) -> Outcome {
    let mismatch = Mismatch {
        expected: "[1, 2]".to_owned(),
        got: got.to_owned(),
        difference: format!("item 1 differs: {got}"),
    };
    Outcome::Wrong {
        input: input.to_owned(),
        mismatch,
        printed: format!("{got}\n"),
        right_runs: None,
    }
}

/// No answer, and no time to find one.
pub fn starved() -> Outcome {
    Outcome::Starved { limit_s: 5.0, wall_s: 50.0, cpu_s: 0.1 }
}
