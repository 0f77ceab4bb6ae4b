use super::*;
use crate::batch::journal::{Attempt, Event, Token};
use crate::batch::plan::Unit;
use crate::collect::gradebook::{Layout, gradebook};
use crate::course::plan::Plan as CoursePlan;
use crate::grade::Graded;
use proptest::prelude::*;

const SLUG: &str = "a_map";

fn graded(name: &str) -> Graded {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence");
    let text = std::fs::read_to_string(folder.join(name)).expect("it was recorded");
    let mut graded: Graded = serde_json::from_str(&text).expect("a result");
    graded.exercise = SLUG.to_owned();
    graded
}

fn manifest(graded: &Graded) -> Manifest {
    let case = &graded.timed[0];
    let goal = case.decisive().expect("it was measured").goal;
    let text = format!(
        "format = 1\ntitle = \"A\"\nteaches = []\nhints = [\"a\", \"b\", \"c\"]\n\
         limits = {{ time_wall_s = 5, memory_peak_mib = 512 }}\ncorrectness = {{ repeats = 1 }}\n\
         [[timed]]\ncase = {:?}\ngoal = {goal_text}\n",
        case.case,
        goal_text = match goal {
            crate::verdict::Goal::Efficiency { share, .. } => format!("{{ efficiency = {share} }}"),
            other => format!("{{ speedup_min = {} }}", other.speedup(2.0)),
        }
    );
    toml::from_str(&text).expect("a manifest")
}

fn ended(key: &str, number: u32, verdict: Verdict) -> Ended {
    let attempt = Attempt { token: Token::default(), by: "a".to_owned(), number };
    Ended {
        key: key.to_owned(),
        attempt,
        verdict,
        code: String::new(),
        took_ms: 1,
        result: format!("{key}.a-{number}.json"),
        hash: String::new(),
        at_s: 0,
    }
}

fn plan(owners: &[(&str, &str)]) -> Plan {
    let handed_in = owners.iter().map(|(student, key)| HandedIn {
        student: (*student).to_owned(),
        exercise: Some(SLUG.to_owned()),
        path: format!("{student}/{SLUG}"),
        at: None,
        fate: Fate::Unit((*key).to_owned()),
    });
    let unit = |(_, key): &(&str, &str)| ((*key).to_owned(), Unit { exercise: SLUG.to_owned() });
    Plan {
        format: 1,
        quick: false,
        attempts: 2,
        rounds: 3,
        toolchain: String::new(),
        exercises: vec![PlannedExercise {
            slug: SLUG.to_owned(),
            title: "A map".to_owned(),
            spec: String::new(),
        }],
        students: BTreeMap::new(),
        handed_in: handed_in.collect(),
        units: owners.iter().map(unit).collect(),
        ignored: Vec::new(),
    }
}

/// What a plan and some events come to, as text.
fn outputs(plan: &Plan, events: &[Event]) -> Vec<String> {
    let mut fold = Fold::default();
    for event in events {
        fold.add("a", event.clone());
    }
    let (fast, slow) = (graded("quiet_solution.json"), graded("hogged_solution.json"));
    let manifest = manifest(&fast);
    let course = CoursePlan::default();
    let judging = Judging { manifest: &manifest, goals: &[], plan: &course };
    let marks = wanted(plan, &fold).into_iter().map(|(key, ended)| {
        let of = if ended.verdict == Verdict::Accepted { &fast } else { &slow };
        (key.clone(), Ok(mark(of, &judging)))
    });
    let marks = marks.collect();
    let manifests = BTreeMap::from([(SLUG.to_owned(), manifest.clone())]);
    let evidence =
        Evidence { plan, fold: &fold, manifests: &manifests, course: &course, marks: &marks };
    let class = collect("A class", &evidence);
    let tables = [Layout::Plain, Layout::Canvas, Layout::Moodle, Layout::Nbgrader];
    let mut texts: Vec<String> =
        tables.iter().map(|layout| gradebook(&class, *layout).expect("a table")).collect();
    texts.push(lines::lines(&class));
    texts.extend(crate::report::html::class::site(&class).into_iter().map(|(_, text)| text));
    texts.extend(class.students.keys().map(|id| crate::report::feedback::feedback(&class, id)));
    texts
}

fn events() -> Vec<Event> {
    let begin = |key: &str, number| Event::Begin {
        key: key.to_owned(),
        attempt: ended(key, number, Verdict::Accepted).attempt,
    };
    vec![
        begin("one", 1),
        Event::End(ended("one", 1, Verdict::Accepted)),
        begin("two", 2),
        Event::End(ended("two", 2, Verdict::Inconclusive)),
        begin("two", 3),
        Event::End(ended("two", 3, Verdict::Accepted)),
        begin("three", 4),
        begin("three", 5),
        Event::End(ended("four", 6, Verdict::Accepted)),
        Event::End(ended("four", 7, Verdict::LowSpeedup)),
        Event::Close,
    ]
}

const OWNERS: [(&str, &str); 6] =
    [("a", "one"), ("b", "one"), ("c", "two"), ("d", "three"), ("e", "four"), ("f", "five")];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn order_and_repetition_of_events_change_nothing(
        picked in prop::collection::vec(0..11_usize, 0..20),
        order in Just((0..11).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let (plan, events) = (plan(&OWNERS), events());
        let again = order.iter().chain(&picked).map(|index| events[*index].clone());
        prop_assert_eq!(outputs(&plan, &again.collect::<Vec<_>>()), outputs(&plan, &events));
    }

    #[test]
    fn order_and_repetition_of_plans_change_nothing(cut in 0..6_usize, shared in 0..3_usize) {
        let (left, right) = (&OWNERS[..cut], &OWNERS[cut.saturating_sub(shared)..]);
        let whole = plan(&OWNERS);
        for parts in [[plan(left), plan(right)], [plan(right), plan(left)]] {
            let merged = merged(&parts).expect("they agree");
            prop_assert_eq!(outputs(&merged, &events()), outputs(&whole, &events()));
        }
    }

    #[test]
    fn a_name_of_a_file_is_plain_and_its_own(one in ".*", other in ".*") {
        use crate::report::html::class::file_name;
        let name = file_name(&one);
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.~".contains(c);
        prop_assert!(name.chars().all(plain) && !name.starts_with('.') && name.len() <= 60, "{}", name);
        prop_assert_eq!(name == file_name(&other), one == other);
    }
}

#[test]
fn every_standing_has_its_place() {
    let texts = outputs(&plan(&OWNERS), &events());
    let rows: Vec<&str> = texts[0].lines().collect();
    assert_eq!(
        rows[0],
        "student,name,a_map_points,a_map_verdict,a_map_speedup,a_map_flags,total,total_of,percent"
    );
    let start = |row: &str| row.split(',').skip(2).take(4).collect::<Vec<_>>().join(",");
    let shown: Vec<String> = rows[1..].iter().map(|row| start(row)).collect();
    assert_eq!(
        shown,
        [
            "10,accepted,1.98,identical",
            "10,accepted,1.98,identical",
            "10,accepted,1.98,graded_again",
            ",,,grader_lost",
            ",,,disagree graded_again",
            ",,,not_run",
        ]
    );
    assert!(rows[1].ends_with(",10,10,100.0") && rows[4].ends_with(",,10,"), "{rows:?}");
}

#[test]
fn what_a_machine_could_not_tell_keeps_its_right_answers() {
    let events = [Event::End(ended("one", 1, Verdict::Inconclusive))];
    let texts = outputs(&plan(&OWNERS[..1]), &events);
    let row = texts[0].lines().nth(1).expect("a row");
    assert_eq!(row, "a,,6,inconclusive,,cannot_tell,6,10,60.0");
    let told = texts.last().expect("the feedback");
    assert!(told.contains("open, up to 4: speed: "), "what is open is no 0: {told}");
}

#[test]
fn two_files_of_one_student_are_told() {
    let other = plan(&[("a", "another")]);
    let fault = merged(&[plan(&OWNERS), other]).expect_err("which of them counts?");
    assert_eq!(fault.what, "`a` handed in two things for `a_map`: a/a_map and a/a_map");
    assert!(merged(&[]).is_err());
}
