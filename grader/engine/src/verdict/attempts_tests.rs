//! The policy of retries and controls on scripted machines: no clock, no process.

use super::super::{Block, Code, Verdict, judge};
use super::*;
use crate::grade::format::Form;
use crate::words;
use proptest::prelude::*;
use speedup::made_up::{clean, timing};

/// What a series of blocks shows on a scripted machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Slow,
    Fast,
    /// Others used the cores.
    Busy,
    /// So fast that the cores do not explain it.
    Beyond,
}

fn samples(shown: Shown) -> Timing {
    match shown {
        Shown::Slow => timing(vec![clean(1.1); 12]),
        Shown::Fast => timing(vec![clean(1.9); 12]),
        Shown::Beyond => timing(vec![clean(4.0); 12]),
        Shown::Busy => {
            let stolen = Block { baseline_cpu_s: 3e-3, ..clean(1.1) };
            Timing { out_of_time: true, ..timing(vec![stolen; 20]) }
        }
    }
}

fn verdict(case: &Attempts, kind: Kind) -> Verdict {
    judge(&[], std::slice::from_ref(case), kind).0
}

/// Follows the policy on a machine that shows these in turn. Returns the steps, and what
/// was measured.
fn run(script: &[Shown], kind: Kind) -> (Vec<String>, Attempts) {
    let (mut case, mut steps, mut script) = (Attempts::new("large"), Vec::new(), script.iter());
    loop {
        match next_step(&case, kind) {
            Step::Measure { role, goal, is_retry } => {
                let retry = if is_retry { " again" } else { "" };
                steps.push(format!("{role:?}{retry}").to_lowercase());
                let shown = script.next().expect("the script says what each step shows");
                let mut timing = samples(*shown);
                timing.goal = goal.unwrap_or(timing.goal);
                if role == AttemptRole::Beside {
                    // Its pairs show a share of the speed of a solution that has 1.9x.
                    for block in &mut timing.blocks {
                        *block = Block {
                            baseline_cpu_s: block.baseline_cpu_s,
                            ..clean(block.ratio() / 1.9)
                        };
                    }
                }
                case.attempts.push(Attempt { role, is_retry, timing });
            }
            Step::FindCause => {
                steps.push("cause".to_owned());
                break;
            }
            Step::Done => break,
        }
    }
    assert_eq!(script.next(), None, "{steps:?}");
    (steps, case)
}

#[test]
fn each_machine_has_its_steps_and_its_verdict() {
    use Shown::{Beyond, Busy, Fast, Slow};
    let check = |kind, script: &[Shown], expected: &str, ends: Verdict| {
        let (steps, case) = run(script, kind);
        assert_eq!((steps.join(", ").as_str(), verdict(&case, kind)), (expected, ends));
    };
    let file = |script: &[Shown], expected, ends| check(Kind::Candidate, script, expected, ends);
    file(&[Fast], "first", Verdict::Accepted);
    file(&[Busy, Fast], "first, first again", Verdict::Accepted);
    file(&[Busy, Busy], "first, first again", Verdict::Inconclusive);
    file(&[Slow, Slow], "first, control", Verdict::Inconclusive);
    file(&[Slow, Busy, Busy], "first, control, control again", Verdict::Inconclusive);
    file(&[Slow, Fast, Fast], "first, control, second", Verdict::Accepted);
    file(&[Slow, Fast, Busy, Busy], "first, control, second, second again", Verdict::Inconclusive);
    let rejected = "first, control, second, beside, cause";
    file(&[Slow, Fast, Slow, Slow], rejected, Verdict::LowSpeedup);
    file(&[Slow, Fast, Slow, Fast], rejected, Verdict::Inconclusive);
    let again = "first, first again, control, control again, second, beside, beside again, cause";
    file(&[Busy, Slow, Busy, Fast, Slow, Busy, Slow], again, Verdict::LowSpeedup);
    file(&[Beyond, Slow], "first, alone", Verdict::Inconclusive);
    file(&[Beyond, Fast], "first, alone", Verdict::Inconclusive);

    let solution = |script: &[Shown], expected, ends| check(Kind::Solution, script, expected, ends);
    solution(&[Slow, Fast], "first, second again", Verdict::Accepted);
    solution(&[Slow, Slow], "first, second again, cause", Verdict::LowSpeedup);
    let alone =
        |script: &[Shown], expected, ends| check(Kind::Uncontrolled, script, expected, ends);
    alone(&[Fast], "first", Verdict::Accepted);
    alone(&[Slow, Fast], "first, second again", Verdict::Accepted);
    alone(&[Slow, Busy], "first, second again", Verdict::Inconclusive);
    alone(&[Busy, Busy], "first, first again", Verdict::Inconclusive);
    alone(&[Slow, Slow], "first, second again, cause", Verdict::LowSpeedup);
    let late = "first, first again, second again, cause";
    alone(&[Busy, Slow, Slow], late, Verdict::LowSpeedup);
    let baseline = "first, control, second, beside";
    check(Kind::Baseline, &[Slow, Fast, Slow, Slow], baseline, Verdict::LowSpeedup);
}

/// Where a solution is there, a file that was slow twice without it is not rejected.
#[test]
fn what_could_have_had_a_control_needs_one() {
    let (_, case) = run(&[Shown::Slow, Shown::Slow], Kind::Uncontrolled);
    let (alone, reason) = judge(&[], std::slice::from_ref(&case), Kind::Uncontrolled);
    assert_eq!((alone, reason.code()), (Verdict::LowSpeedup, Code::GoalNotMet));
    let text = words::reason(&reason);
    assert!(text.ends_with("passed; your course's grading decides."), "{text}");
    let (ends, reason) = judge(&[], std::slice::from_ref(&case), Kind::Candidate);
    assert_eq!((ends, reason.code()), (Verdict::Inconclusive, Code::Unconfirmed));
    let once = Attempts::of("large", samples(Shown::Slow));
    assert_eq!(verdict(&once, Kind::Uncontrolled), Verdict::Inconclusive);
}

/// A file that holds the beginning of a grading says no more than the grading did then.
#[test]
fn nobody_is_rejected_before_the_last_step() {
    use Shown::{Busy, Fast, Slow};
    for script in [&[Slow, Fast, Slow, Slow][..], &[Busy, Slow, Busy, Fast, Slow, Busy, Slow]] {
        let (_, case) = run(script, Kind::Candidate);
        for length in 0..case.attempts.len() {
            let mut begin = case.clone();
            begin.attempts.truncate(length);
            assert_eq!(verdict(&begin, Kind::Candidate), Verdict::Inconclusive, "{length}");
        }
    }
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let roles = [
        AttemptRole::First,
        AttemptRole::Control,
        AttemptRole::Second,
        AttemptRole::Beside,
        AttemptRole::Alone,
    ];
    let shown = [Shown::Slow, Shown::Fast, Shown::Busy, Shown::Beyond];
    let parts = (proptest::sample::select(roles.to_vec()), any::<bool>());
    (parts, proptest::sample::select(shown.to_vec()))
        .prop_map(|((role, is_retry), shown)| Attempt { role, is_retry, timing: samples(shown) })
}

/// Parts of a whole rejection, in order or not, before or after anything else: of attempts
/// that have nothing to do with each other few are a rejection.
fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let whole = [
        (AttemptRole::First, Shown::Slow),
        (AttemptRole::Control, Shown::Fast),
        (AttemptRole::Second, Shown::Slow),
        (AttemptRole::Beside, Shown::Slow),
    ];
    let part = |(role, shown)| Attempt { role, is_retry: false, timing: samples(shown) };
    let parts = || proptest::sample::subsequence(whole.map(part).to_vec(), 0..=4);
    let parts = prop_oneof![parts(), parts().prop_shuffle()];
    (parts, proptest::collection::vec(attempt(), 0..3), any::<bool>()).prop_map(
        |(parts, others, are_first)| {
            if are_first { [parts, others].concat() } else { [others, parts].concat() }
        },
    )
}

/// What a machine shows: one thing after another, or the same for ever.
fn machine() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![proptest::collection::vec(0..4_usize, 12), (0..4_usize).prop_map(|at| vec![at; 12]),]
}

proptest! {
    /// Whatever a file holds, in whatever order: a rejection has a candidate that was too
    /// slow, then a solution that was not, then a candidate that was too slow again.
    #[test]
    fn no_rejection_without_a_passing_control(attempts in attempts()) {
        let case = Attempts { attempts, ..Attempts::new("large") };
        if verdict(&case, Kind::Candidate) == Verdict::LowSpeedup {
            let (slow, fast) = (Decision::NotMet, Decision::Met);
            let wanted =
                [(AttemptRole::First, slow), (AttemptRole::Control, fast), (AttemptRole::Second, slow)];
            let mut left = case.attempts.iter();
            for (role, decision) in wanted {
                prop_assert!(left.any(|a| a.role == role && decide(&a.timing) == decision));
            }
        }
    }

    /// Without a solution it has two of the candidate's own, and says what they lack.
    #[test]
    fn no_rejection_at_the_first_look(attempts in attempts()) {
        let case = Attempts { attempts, ..Attempts::new("large") };
        let (ends, reason) = judge(&[], std::slice::from_ref(&case), Kind::Uncontrolled);
        if ends == Verdict::LowSpeedup {
            let mut left = case.attempts.iter();
            for role in [AttemptRole::First, AttemptRole::Second] {
                prop_assert!(left.any(|a| a.role == role && decide(&a.timing).is_fail()));
            }
            prop_assert!(words::reason(&reason).contains("holds no solution"));
        }
    }

    /// The loop that follows the policy ends, whatever the machine shows.
    #[test]
    fn every_machine_comes_to_an_end(shown in machine()) {
        for kind in [Kind::Candidate, Kind::Uncontrolled] {
        let all = [Shown::Slow, Shown::Fast, Shown::Busy, Shown::Beyond];
        let mut case = Attempts::new("large");
        let mut machine = shown.iter().map(|&at| samples(all[at]));
        while let Step::Measure { role, is_retry, .. } = next_step(&case, kind) {
            let timing = machine.next();
            prop_assert!(timing.is_some(), "{:?}", case.attempts.len());
            case.attempts.push(Attempt { role, is_retry, timing: timing.expect("just seen") });
        }
        }
    }
}

/// What is written for readers is not what is read: that follows from the samples.
#[test]
fn a_case_survives_a_file() {
    let (_, case) = run(&[Shown::Slow, Shown::Fast, Shown::Fast], Kind::Candidate);
    let text = serde_json::to_string(&case.clone().written()).expect("it is data");
    assert!(text.contains("\"goal_speedup\":1.6"), "{text}");
    let read = serde_json::from_str(&text).expect("it was written here");
    let read: Attempts = Form::read(read).expect("it was written here");
    assert_eq!(read, case);
}
