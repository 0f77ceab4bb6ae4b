//! Plans that are sound, and every kind of broken one.

use super::*;

const GOOD: &str = r#"format = 1
title = "Parallel computing"

[late]
grace_minutes = 15
lost_per_day = 0.1
kept_at_least = 0.5

[[weeks]]
title = "Maps"
deadline = "2027-01-31T23:59[Europe/Berlin]"
exercises = ["my_map", "scan"]
practice = ["timeit"]

[[weeks]]
title = "More"
deadline = 2027-02-07T23:59:00+01:00
exercises = ["lock"]
"#;

fn names(slugs: &[&str]) -> Vec<Name> {
    let name = |(at, slug): (usize, &&str)| Name {
        number: at as u32,
        slug: (*slug).to_owned(),
        folder: format!("{at:02}_{slug}"),
    };
    slugs.iter().enumerate().map(name).collect()
}

/// A plan for a course with these exercises.
pub fn parsed(text: &str, slugs: &[&str]) -> Result<Plan, Fault> {
    parse(text, &names(slugs))
}

fn read(text: &str) -> Result<Plan, Fault> {
    parsed(text, &["my_map", "timeit", "scan", "lock", "other"])
}

#[test]
fn a_sound_plan_is_read() {
    let plan = read(GOOD).expect("sound");
    assert!(plan.counts("my_map") && plan.counts("lock"));
    assert!(!plan.counts("timeit") && !plan.counts("other"));
    let deadline = |slug| plan.week(slug).and_then(|week| week.deadline).map(|at| at.to_string());
    assert_eq!(deadline("timeit").as_deref(), Some("2027-01-31T22:59:00Z"));
    assert_eq!(deadline("lock").as_deref(), Some("2027-02-07T22:59:00Z"));
    assert_eq!(deadline("other"), None);
    assert!(Plan::default().counts("anything"));
}

#[test]
fn a_late_day_begins_after_the_deadline_and_the_grace() {
    let plan = read(GOOD).expect("sound");
    let late = |at: &str| {
        let found = plan.lateness("my_map", Some(moment(at).expect("a moment")));
        (found.days, (found.kept * 100.0).round() / 100.0)
    };
    assert_eq!(late("2027-01-31T23:59:00+01:00"), (0, 1.0));
    assert_eq!(late("2027-02-01T00:14:00+01:00"), (0, 1.0));
    assert_eq!(late("2027-02-01T00:14:01+01:00"), (1, 0.9));
    assert_eq!(late("2027-02-02T00:00:00+01:00"), (2, 0.8));
    assert_eq!(late("2027-05-01T00:00:00+01:00"), (90, 0.5));
    assert_eq!(plan.lateness("my_map", None), Lateness::IN_TIME);
    let closed = LatePolicy { closed_after_days: Some(2), ..LatePolicy::default() };
    let at = |text| moment(text).expect("a moment");
    let is_kept = |text| closed.lateness(at("2027-01-01T00:00Z"), at(text)).kept > 0.0;
    assert!(is_kept("2027-01-02T23:00Z") && !is_kept("2027-01-03T01:00Z"));
}

fn check(change: (&str, &str), expected: &str) {
    assert!(GOOD.contains(change.0), "the change applies");
    let fault = read(&GOOD.replacen(change.0, change.1, 1)).expect_err("it is broken");
    let first = fault.what.lines().next().unwrap_or_default();
    assert!(first.contains(expected), "{}: {fault}", change.1);
    assert!(first.starts_with("course.toml:") && fault.what.contains('^'), "{fault}");
}

#[test]
fn a_broken_plan_points_at_the_line() {
    check(("format = 1", "format = 2"), "course.toml:1:10: this grader reads format 1");
    check(("title = \"Parallel computing\"\n", ""), "missing field `title`");
    check(("grace_minutes", "grace"), "unknown field `grace`");
    check(("[[weeks]]", "[[week]]"), "unknown field `week`");
    check(("practice", "practise"), "unknown field `practise`");
    check(("grace_minutes = 15", "grace_minutes = -1"), "integer `-1`");
    check(("lost_per_day = 0.1", "lost_per_day = 10.0"), "a share lies in 0 to 1");
    check(("lost_per_day = 0.1", "lost_per_day = nan"), "a share lies in 0 to 1");
    check(("\"timeit\"", "\"scan\""), "course.toml:13:13: `scan` is named twice");
    check(("\"lock\"", "\"my_map\""), "`my_map` is named twice");
    check(("\"lock\"", "\"lokc\""), "there is no exercise `lokc`");
    check(("\"lock\"", "\"03_lock\""), "there is no exercise `03_lock`");
    check(("[Europe/Berlin]", ""), "`2027-01-31T23:59` names no time zone");
    check(("07T23:59:00+01:00", "07T23:59:00"), "`2027-02-07T23:59:00` names no time zone");
    check(("2027-02-07T23:59:00+01:00", "2027-02-07"), "no time zone");
    check(("Europe/Berlin", "Europe/Atlantis"), "is no moment");
    check(("2027-01-31T", "2027-02-31T"), "is no moment");
    check(("\"2027-01-31T23:59[Europe/Berlin]\"", "7"), "a deadline is a moment with its zone");
}

proptest::proptest! {
    /// Whatever stands in a plan, it is read or it is a fault.
    #[test]
    fn no_plan_makes_it_panic(text in ".*", at in 0..GOOD.len(), length in 0..40_usize) {
        let _ = read(&text);
        let end = (at + length).min(GOOD.len());
        let _ = read(&format!("{}{text}{}", &GOOD[..at], &GOOD[end..]));
    }

    #[test]
    fn who_hands_in_later_never_keeps_more(
        a in 0..900_000_i64, b in 0..900_000_i64, day in 0.0..1.0, floor in 0.0..1.0,
        closed in proptest::option::of(0..9_u32),
    ) {
        let policy = LatePolicy {
            grace_minutes: 5,
            lost_per_day: Share(day),
            kept_at_least: Share(floor),
            closed_after_days: closed,
        };
        let deadline = moment("2027-01-01T00:00Z").expect("a moment");
        let kept = |late| {
            let at = deadline.checked_add(jiff::SignedDuration::from_secs(late)).expect("a time");
            policy.lateness(deadline, at).kept
        };
        proptest::prop_assert!(kept(a + b) <= kept(a));
    }
}
