//! The laws of a score, on made-up results.

use super::*;
use crate::grade::made_up::{case, graded, starved, unclear, wrong};
use crate::verdict::{Attempts, Counted, Outcome, Verdict};
use proptest::prelude::*;

/// 6 points for answers, 2 for loads, 4 for each of two timed cases, 3 for growth.
const MANIFEST: &str = r#"format = 1
title = "Map"
teaches = ["map"]
hints = ["a", "b", "c"]

[limits]
time_wall_s = 5
memory_peak_mib = 512

[correctness]
repeats = 3

[points]
bands = [{ speed = 0.8, gives = 0.5 }, { speed = 0.9, gives = 0.75 }]

[[counted]]
what = "loads"
limit = { at_most = 3 }
advisory = true

[[timed]]
case = "large"
goal = { efficiency = 0.8 }

[[timed]]
case = "small"
goal = { efficiency = 0.8 }
"#;
const OF: u32 = 16;

fn manifest(text: &str) -> Manifest {
    toml::from_str(text).expect("a sound manifest")
}

fn used_too_much() -> Outcome {
    Outcome::UsedTooMuch {
        counted: Counted {
            what: "loads".to_owned(),
            case: "case 1".to_owned(),
            amount: 9,
            allowed: 3,
            baseline: 3,
            advisory: true,
        },
    }
}

fn both(large: Attempts, small: Attempts) -> Vec<Attempts> {
    vec![large, small]
}

fn scored(graded: &Graded) -> Score {
    let (manifest, plan) = (manifest(MANIFEST), Plan::default());
    score(graded, &Terms { manifest: &manifest, plan: &plan, handed_in: None })
}

/// Points of each part, and what is open.
fn check(graded: &Graded, points: [f64; 4], open: f64) {
    let score = scored(graded);
    let found: Vec<f64> = score.parts.iter().map(|part| part.points.value()).collect();
    assert_eq!((found.as_slice(), score.open.value()), (&points[..], open), "{score:#?}");
}

#[test]
fn each_part_is_scored_by_its_own_evidence() {
    use Outcome::Passed;
    let fast = || both(case("large", 1.9), case("small", 1.9));
    check(&graded(vec![Passed; 3], fast()), [6.0, 2.0, 4.0, 4.0], 0.0);
    check(&graded(vec![Passed, wrong("", "")], vec![]), [0.0; 4], 0.0);
    check(&graded(vec![Passed, used_too_much()], vec![]), [6.0, 0.0, 0.0, 0.0], 0.0);
    // 1.5 of 1.6 is 0.94; 1.35 is 0.84; 1.25 is 0.78; the next case is not measured then.
    let slow = |speedup| graded(vec![Passed; 3], vec![case("large", speedup)]);
    check(&slow(1.5), [6.0, 2.0, 3.0, 0.0], 0.0);
    check(&slow(1.35), [6.0, 2.0, 2.0, 0.0], 0.0);
    check(&slow(1.25), [6.0, 2.0, 0.0, 0.0], 0.0);
    check(&slow(1.0), [6.0, 2.0, 0.0, 0.0], 0.0);
    let one_open = both(unclear("large"), case("small", 1.9));
    check(&graded(vec![Passed; 3], one_open), [6.0, 2.0, 0.0, 4.0], 4.0);
    check(&graded(vec![Passed; 3], vec![]), [6.0, 2.0, 0.0, 0.0], 8.0);
    check(&graded(vec![Passed, starved()], vec![]), [0.0; 4], 16.0);
}

#[test]
fn what_was_cut_short_gives_no_more_than_it_shows() {
    let mut early = graded(vec![Outcome::Passed, used_too_much()], vec![]);
    early.candidate.tests_planned = 8;
    check(&early, [1.5, 0.0, 0.0, 0.0], 0.0);
    let mut only = graded(vec![Outcome::Passed; 2], vec![]);
    only.only_case = Some("case 1".to_owned());
    check(&only, [0.0; 4], 16.0);
    let mut alone = graded(vec![Outcome::Passed; 2], vec![]);
    alone.tests.iter_mut().for_each(|test| test.threads = Some(1));
    check(&alone, [0.0; 4], 16.0);
    alone.machine.cores = 1;
    check(&alone, [6.0, 2.0, 0.0, 0.0], 8.0);
    // A machine that fails in the measuring takes nothing from the answers before it.
    let mut late = graded(vec![Outcome::Passed, Outcome::Passed, starved()], vec![]);
    late.candidate.tests_planned = 2;
    check(&late, [6.0, 0.0, 0.0, 0.0], 10.0);
}

#[test]
fn serial_code_earns_nothing_for_speed_that_is_asked_for() {
    // 1.04 is 0.65 of the goal, and cannot be told from serial code.
    let text = MANIFEST
        .replace("0.9, gives = 0.75", "0.71, gives = 0.75")
        .replace("0.8, gives", "0.6, gives");
    let (manifest, plan) = (manifest(&text), Plan::default());
    let terms = Terms { manifest: &manifest, plan: &plan, handed_in: None };
    let points = |speedup| {
        let graded = graded(vec![Outcome::Passed; 3], vec![case("large", speedup)]);
        score(&graded, &terms).parts[2].points
    };
    assert_eq!([1.0, 1.04, 1.25].map(points), [0.0, 0.0, 3.0].map(Points::from));
}

#[test]
fn a_case_that_is_timed_twice_has_two_parts() {
    let text = MANIFEST.replace(
        "case = \"small\"\ngoal = { efficiency = 0.8 }",
        "case = \"large\"\nagainst = \"half_the_size\"\ngoal = { no_slower = 0.3 }",
    );
    let (manifest, plan) = (manifest(&text), Plan::default());
    let terms = Terms { manifest: &manifest, plan: &plan, handed_in: None };
    let graded = graded(vec![Outcome::Passed; 3], both(case("large", 1.9), unclear("large")));
    let parts = score(&graded, &terms).parts;
    let standings: Vec<PartStatus> = parts.iter().skip(2).map(|part| part.standing).collect();
    assert_eq!(standings, [PartStatus::Met, PartStatus::Open]);
    assert_eq!(parts[3].name, "speed: large, growth");
}

#[test]
fn a_fault_is_neither_zero_nor_full() {
    let (manifest, plan) = (manifest(MANIFEST), Plan::default());
    let terms = Terms { manifest: &manifest, plan: &plan, handed_in: None };
    let score = without_result("map", &Fault::new("the disk is full\nmore", "free some"), &terms);
    assert_eq!((score.known(), score.open, score.of), (None, score.of, Points::whole(OF)));
    assert!(score.parts.iter().all(|part| part.why.ends_with(": the disk is full")));
}

#[test]
fn a_total_is_by_weight_and_of_what_counts() {
    let exercise = |points: f64, weight, counts| Score {
        points: points.into(),
        of: Points::whole(10),
        weight,
        counts,
        ..scored(&graded(vec![], vec![]))
    };
    let share = |scores: &[Score]| total(scores).map(|total| total.share);
    assert_eq!(share(&[exercise(10.0, 1.0, true), exercise(5.0, 3.0, true)]), Some(0.625));
    assert_eq!(share(&[exercise(10.0, 1.0, true), exercise(0.0, 3.0, false)]), Some(1.0));
    assert_eq!(share(&[exercise(10.0, 0.0, true)]), None);
}

#[test]
fn points_are_shown_and_rounded() {
    let shown = [4.0, 4.5, 4.25, 0.05, 10.0].map(|points| Points::from(points).to_string());
    assert_eq!(shown, ["4", "4.5", "4.25", "0.05", "10"]);
    let rounded = |points: f64, most| Points::from(points).rounded(Points::whole(most));
    assert_eq!([2.4, 2.5, 3.9, 4.0, 0.1, 0.0].map(|points| rounded(points, 4)), [2, 3, 3, 4, 1, 0]);
    assert_eq!(rounded(0.5, 1), 0);
    assert_eq!(Points::whole(1).share(0.999), Points::from(0.99));
}

/// Some outcome of the checks, and some of the timed cases.
fn any_result() -> impl Strategy<Value = Graded> {
    let outcome = prop_oneof![
        4 => Just(Outcome::Passed),
        1 => Just(wrong("x", "y")),
        1 => Just(used_too_much()),
        1 => Just(starved()),
    ];
    let speed = prop_oneof![
        (0.5..1.55).prop_map(|speedup| Some(case("large", speedup))),
        (1.7..2.2).prop_map(|speedup| Some(case("large", speedup))),
        Just(Some(unclear("large"))),
        Just(None),
    ];
    let speeds = (speed.clone(), speed);
    (0..4_usize, outcome, speeds, 0..3_usize).prop_map(|(before, last, speeds, unmade)| {
        let mut outcomes = vec![Outcome::Passed; before];
        outcomes.push(last);
        let small = speeds.1.map(|case| Attempts { case: "small".to_owned(), ..case });
        let went_well = outcomes.iter().all(|outcome| *outcome == Outcome::Passed);
        let timed = speeds.0.into_iter().chain(small).filter(|_| went_well).collect();
        let mut graded = graded(outcomes, timed);
        if !went_well {
            graded.candidate.tests_planned += unmade;
        }
        graded
    })
}

fn with_deadline() -> Plan {
    let text = "format = 1\ntitle = \"C\"\n[late]\ngrace_minutes = 10\nlost_per_day = 0.2\n\
                kept_at_least = 0.3\nclosed_after_days = 5\n[[weeks]]\ntitle = \"W\"\n\
                deadline = \"2027-01-31T23:59Z\"\nexercises = [\"my_topic\"]\n";
    crate::course::plan::tests::parsed(text, &["my_topic"]).expect("a sound plan")
}

proptest! {
    #[test]
    fn the_parts_are_the_whole_and_fit_in_it(graded in any_result()) {
        let score = scored(&graded);
        prop_assert_eq!(score.of, Points::whole(OF));
        prop_assert!(score.points + score.open <= score.of);
        prop_assert_eq!(score.parts.iter().map(|part| part.points).sum::<Points>(), score.points);
    }

    #[test]
    fn all_points_are_given_for_all_that_was_asked_and_only_then(graded in any_result()) {
        let score = scored(&graded);
        let is_whole = graded.verdict == Verdict::Accepted && graded.timed.len() == 2;
        prop_assert_eq!(score.points == score.of, is_whole);
    }

    #[test]
    fn who_cannot_tell_gives_neither_nothing_nor_all(graded in any_result()) {
        let score = scored(&graded);
        if graded.verdict == Verdict::Inconclusive {
            prop_assert!(score.is_open() && score.points < score.of);
            prop_assert!(score.known() != Some(Points::ZERO));
        }
    }

    #[test]
    fn faster_never_gives_less(a in 0.5..1.55, b in 0.5..1.55) {
        let points = |speedup| {
            scored(&graded(vec![Outcome::Passed; 3], vec![case("large", speedup)])).points
        };
        let (slow, fast) = if a < b { (a, b) } else { (b, a) };
        prop_assert!(points(slow) <= points(fast) && points(fast) < points(1.9));
    }

    #[test]
    fn no_later_or_further_run_lowers_a_score(
        results in prop::collection::vec((any_result(), -3_000_000..800_000_i64), 1..6),
    ) {
        let (manifest, plan) = (manifest(MANIFEST), with_deadline());
        let deadline = plan.weeks[0].deadline.expect("it has one");
        let scores: Vec<Score> = results.iter().map(|(graded, late_s)| {
            let at = deadline.checked_add(jiff::SignedDuration::from_secs(*late_s)).expect("a time");
            score(graded, &Terms { manifest: &manifest, plan: &plan, handed_in: Some(at) })
        }).collect();
        let mut before = Points::ZERO;
        for end in 1..=scores.len() {
            let best = best(&scores[..end]).expect("there is one");
            prop_assert!(best.points >= before && best.points >= scores[end - 1].points);
            prop_assert!(best.points + best.open <= best.of);
            before = best.points;
        }
        // In whatever order.
        let reversed: Vec<Score> = scores.iter().rev().cloned().collect();
        prop_assert_eq!(best(&reversed).map(|best| best.points), Some(before));
    }

    #[test]
    fn later_never_gives_more(graded in any_result(), a in -900_000..900_000_i64, b in 0..900_000_i64) {
        let (manifest, plan) = (manifest(MANIFEST), with_deadline());
        let deadline = plan.weeks[0].deadline.expect("it has one");
        let at = |late_s| {
            let at = deadline.checked_add(jiff::SignedDuration::from_secs(late_s)).expect("a time");
            score(&graded, &Terms { manifest: &manifest, plan: &plan, handed_in: Some(at) })
        };
        prop_assert!(at(a + b).points <= at(a).points);
        prop_assert!(at(a).points <= scored(&graded).points);
        if a <= 600 {
            prop_assert_eq!(at(a).late, None);
        }
    }

    #[test]
    fn rounding_keeps_nothing_some_and_all_apart(points in 0..1000_u32, most in 2..10_u32) {
        let points = Points::from(f64::from(points) / 100.0);
        let most = Points::whole(most);
        prop_assume!(points <= most);
        let rounded = points.rounded(most);
        prop_assert_eq!(rounded == 0, points == Points::ZERO);
        prop_assert_eq!(rounded as f64 >= most.value(), points == most);
        prop_assert!((rounded as f64 - points.value()).abs() < 1.0);
    }
}
