use super::*;
use std::path::Path;

fn recorded(name: &str) -> Graded {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/evidence");
    let text = std::fs::read_to_string(folder.join(name)).expect("it was recorded");
    serde_json::from_str(&text).expect("it is a result")
}

fn recordings() -> Vec<Graded> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/evidence");
    let paths = crate::course::sorted_entries(&folder).expect("our folder");
    let name =
        |path: &std::path::PathBuf| path.file_name().expect("one").to_string_lossy().into_owned();
    paths.iter().map(|path| recorded(&name(path))).collect()
}

fn with_goal(graded: &Graded, goal: Goal) -> Graded {
    let case = graded.timed[0].case.clone();
    let against = asked(&graded.timed[0]).map(|(against, _)| against);
    judged_by(graded, &Rules { manifest: None, goals: &[Wanted { case, against, goal }] })
}

#[test]
fn the_same_rules_change_nobody() {
    for graded in recordings() {
        let again = judged_by(&graded, &Rules::default());
        assert_eq!(again.timed, graded.timed);
        assert_eq!((again.verdict, &again.reason), (graded.verdict, &graded.reason));
        assert_eq!(change(&graded, &again), None);
        // Nor do the same goals, where every one is put in its place again.
        for timed in &graded.timed {
            let (_, goal) = asked(timed).expect("it was measured");
            assert_eq!(&timed.asking_for(goal), timed, "{}", graded.exercise);
        }
    }
}

#[test]
fn a_lower_goal_accepts_and_a_higher_one_rejects_nobody_unmeasured() {
    let check = |name: &str, goal: Goal, verdict: Verdict, code: &str| {
        let graded = recorded(name);
        let again = with_goal(&graded, goal);
        let found = (again.verdict, again.reason.code().name());
        assert_eq!(found, (verdict, code), "{name}: {}", words::reason(&again.reason));
        let changed = change(&graded, &again);
        assert_eq!(changed.is_some(), graded.verdict != verdict, "{name}");
        if let Some(changed) = changed {
            assert!(changed.why.contains(&format!("and is {goal}. ")), "{}", changed.why);
        }
    };
    let serial = Goal::NoSlower(0.5);
    check("quiet_serial.json", serial, Verdict::Accepted, "goal_met");
    check("quiet_solution.json", serial, Verdict::Accepted, "goal_met");
    check("quiet_solution.json", Goal::SpeedupMin(1.2), Verdict::Accepted, "goal_met");
    // No control was measured after a candidate that had passed.
    check("quiet_solution.json", Goal::SpeedupMin(3.0), Verdict::Inconclusive, "unconfirmed");
}

fn manifest(text: &str) -> Manifest {
    let head = "format = 1\ntitle = \"A\"\nteaches = []\nhints = [\"a\", \"b\", \"c\"]\n\
                limits = { time_wall_s = 5, memory_peak_mib = 512 }\n\
                correctness = { repeats = 1 }\n";
    toml::from_str(&format!("{head}{text}")).expect("a manifest")
}

#[test]
fn a_manifest_that_has_changed_is_heard() {
    let graded = recorded("quiet_solution.json");
    let case = &graded.timed[0].case;
    let (_, goal) = asked(&graded.timed[0]).expect("it was measured");
    let check = |text: String, verdict: Verdict, code: &str| {
        let manifest = manifest(&text);
        let again = judged_by(&graded, &Rules { manifest: Some(&manifest), goals: &[] });
        assert_eq!((again.verdict, again.reason.code().name()), (verdict, code), "{text}");
    };
    let timed = |case: &str, goal: &str| format!("[[timed]]\ncase = \"{case}\"\ngoal = {goal}\n");
    let Goal::Efficiency { share, .. } = goal else { panic!("a share of the cores") };
    let same = timed(case, &format!("{{ efficiency = {share} }}"));
    check(same.clone(), Verdict::Accepted, "goal_met");
    check(timed(case, "{ speedup_min = 5 }"), Verdict::Inconclusive, "unconfirmed");
    check(
        same.clone() + &timed("another", "{ no_slower = 0.5 }"),
        Verdict::Inconclusive,
        "not_measured",
    );
    let scaled = format!("{same}against = \"one_thread\"\n");
    check(scaled, Verdict::Inconclusive, "not_measured");
    let mut quick = graded.clone();
    quick.timed.clear();
    (quick.verdict, quick.reason) = quick.judged_again();
    let manifest = manifest(&same);
    let again = judged_by(&quick, &Rules { manifest: Some(&manifest), goals: &[] });
    assert_eq!(change(&quick, &again), None, "answers alone were graded, and are right");
    // What is not asked for any more decides nothing.
    check(String::new(), Verdict::Accepted, "answers_right");
}

#[test]
fn limits_that_were_raised_leave_open_what_comes_after() {
    let mut graded = recorded("quiet_solution.json");
    graded.timed.clear();
    let mut check = |outcome: Outcome, text: &str, verdict: Verdict| {
        graded.tests.last_mut().expect("it was tested").outcome = outcome;
        (graded.verdict, graded.reason) = graded.judged_again();
        let manifest = manifest(text);
        let again = judged_by(&graded, &Rules { manifest: Some(&manifest), goals: &[] });
        assert_eq!(again.verdict, verdict, "{}", words::reason(&again.reason));
    };
    let late = |limit_s| Outcome::TookTooLong { limit_s, cpu_s: 1.0, printed: String::new() };
    check(late(5.0), "", Verdict::TimeLimit);
    check(late(4.0), "", Verdict::Inconclusive);
    let all_late = |limit_s| Outcome::ChecksTookTooLong { limit_s };
    check(all_late(60.0), "", Verdict::TimeLimit);
    check(all_late(48.0), "", Verdict::Inconclusive);
    let large = |limit_mib| Outcome::OutOfMemory { limit_mib, printed: String::new() };
    check(large(512), "", Verdict::MemoryLimit);
    check(large(256), "", Verdict::Inconclusive);
    let counted = Counted {
        what: "loads".to_owned(),
        case: "many".to_owned(),
        amount: 9,
        allowed: 5,
        baseline: 5,
        advisory: true,
    };
    let used = || Outcome::UsedTooMuch { counted: counted.clone() };
    let limit = |amount: u64| {
        format!(
            "[[counted]]\nwhat = \"loads\"\nadvisory = true\nlimit = {{ at_most = {amount} }}\n"
        )
    };
    check(used(), &limit(8), Verdict::CountLimit);
    check(used(), &limit(9), Verdict::Inconclusive);
}

#[test]
fn a_lower_limit_of_a_count_is_a_check_that_fails() {
    let mut graded = recorded("quiet_solution.json");
    let case = graded.tests.last().expect("it was tested").name.clone();
    let what = "loads".to_owned();
    graded.counted =
        vec![Counted { what, case, amount: 9, allowed: 10, baseline: 5, advisory: true }];
    let limits = "[[counted]]\nwhat = \"loads\"\nadvisory = true\nlimit = { at_most = 8 }\n";
    let manifest = manifest(limits);
    let again = judged_by(&graded, &Rules { manifest: Some(&manifest), goals: &[] });
    assert_eq!(again.verdict, Verdict::CountLimit, "{}", words::reason(&again.reason));
    assert!(
        words::reason(&again.reason).contains("At most 8 are allowed"),
        "{}",
        words::reason(&again.reason)
    );
}

#[test]
fn what_is_typed_as_a_goal_is_read_or_refused() {
    let check = |text: &str, case: &str, against: Option<Opponent>| {
        let wanted = Wanted::parse(text).expect("a goal");
        assert_eq!((wanted.case.as_str(), wanted.against), (case, against), "{text}");
    };
    check("a = b=1.5x", "a = b", None);
    check("large={ efficiency = 0.5 }", "large", None);
    check("large@one_thread=1.5x", "large", Some(Opponent::OneThread));
    for odd in ["large", "=", "large=", "large=fast", "large@nobody=2x", "", "{=1x", "a={"] {
        assert!(Wanted::parse(odd).is_err(), "{odd}");
    }
    let two = recorded("quiet_two_questions.json");
    let case = two.timed[0].case.clone();
    let goals = |against| vec![Wanted { case: case.clone(), against, goal: Goal::SpeedupMin(2.0) }];
    assert!(check_goals_of(&goals(None), &two).is_err(), "which of the two is not said");
    assert_eq!(check_goals_of(&goals(Some(Opponent::Baseline)), &two), Ok(()));
}
