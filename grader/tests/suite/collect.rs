//! A class that was graded before is collected: the same in whatever order, whatever its
//! students are called, and in a real browser.

#[path = "../../benches/class/mod.rs"]
mod class;

use crate::course::{GRADE, Ran, ran};
use crate::pages::{BROWSERS, FLAGS, found, seen};
use class::{
    Made, course, exercises, fitted, opened, recordings, write_journal, write_run, written,
};
use grader::batch::journal::{Attempt, Event, Token};
use grader::batch::plan::{Fate, HandedIn, Plan, Student, Unit};
use grader::batch::run::Run;
use grader::fault::Fault;
use grader::verdict::{Outcome, Verdict};
use grader_spec::Mismatch;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs `grade collect` in the course of this workspace.
fn collect(arguments: &[&str]) -> Ran {
    let mut command = Command::new(GRADE);
    command.arg("collect").args(arguments).current_dir(course().root);
    command.env_remove("CARGO").env("LC_ALL", "C.UTF-8");
    ran(&command.output().expect("the program starts"))
}

/// A run of few students, in a folder of its own.
fn small() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = folder.path().join("run");
    let exercises = exercises(5);
    write_run(&run, &Made { exercises: &exercises, students: 12, alike: 5 });
    (folder, run)
}

/// Everything below a folder: names and texts.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inner) = open.pop() {
        for entry in fs::read_dir(&inner).expect("a folder of ours").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
                found.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    found
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// Collects into a new folder, and gives what is in it.
fn collected(folder: &Path, runs: &[&Path]) -> BTreeMap<String, String> {
    let out = tempfile::tempdir_in(folder).expect("a temporary folder");
    let mut arguments: Vec<&str> = runs.iter().map(|run| text(run)).collect();
    arguments.extend(["--format", "canvas", "--format", "moodle", "--format", "nbgrader"]);
    arguments.extend(["--out", text(out.path())]);
    let ran = collect(&arguments);
    assert!([0, 3].contains(&ran.code), "{}{}", ran.stdout, ran.stderr);
    texts(out.path())
}

#[test]
fn the_same_runs_give_the_same_in_whatever_order() {
    let (folder, run) = small();
    let whole = collected(folder.path(), &[&run]);
    assert_eq!(whole.len(), 5 + 12 + 1 + 1 + 5 + 12 + 1, "{:?}", whole.keys());
    assert_eq!(collected(folder.path(), &[&run, &run]), whole);
    // The same journal as two, of which each has some lines, and one is torn.
    let half = |name: &str, keep: fn(usize) -> bool, tail: &str| {
        let half = folder.path().join(name);
        Run::new(&half).create().expect("ours");
        fs::copy(run.join("plan.json"), half.join("plan.json")).expect("ours");
        for (name, text) in texts(&run.join("results")) {
            fs::write(half.join("results").join(name), text).expect("ours");
        }
        let (_, journal) = texts(&run.join("journal")).pop_first().expect("one journal");
        let lines = journal.lines().enumerate().filter(|(index, _)| keep(*index));
        let mut lines: Vec<&str> = lines.map(|(_, line)| line).collect();
        lines.reverse();
        fs::write(half.join("journal/half.jsonl"), lines.join("\n") + "\n" + tail).expect("ours");
        half
    };
    let one = half("one", |index| index % 3 != 0, "{\"event\":\"end\",\"key\":\"");
    let two = half("two", |index| index % 3 != 1, "\u{0}");
    assert_eq!(collected(folder.path(), &[&one, &two]), whole);
    assert_eq!(collected(folder.path(), &[&two, &run, &one]), whole);
}

#[test]
fn collecting_again_replaces_what_is_ours_and_nothing_else() {
    let (folder, run) = small();
    let ran = collect(&[text(&run)]);
    assert_eq!(ran.code, 3, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.starts_with("60 submissions of 12 students: 59 graded, 1 without a grade"));
    let before = texts(&run);
    fs::write(run.join("site/old.html"), "old").expect("ours");
    assert_eq!(collect(&[text(&run)]).stdout, ran.stdout);
    assert_eq!(texts(&run), before);
    // Somebody else's folder stays.
    let out = folder.path().join("out");
    fs::create_dir_all(out.join("site")).expect("ours");
    fs::write(out.join("site/mine.html"), "mine").expect("ours");
    let refused = collect(&[text(&run), "--out", text(&out)]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("holds what `grade collect` did not write"));
    assert_eq!(texts(&out).len(), 1, "nothing else was written");
}

#[test]
fn other_goals_say_who_changes_and_the_same_change_nobody() {
    let (_folder, run) = small();
    let same = collect(&[text(&run)]);
    assert!(!same.stdout.contains("Judged again"), "{}", same.stdout);
    let exercise = &exercises(5)[3];
    let timed = &exercise.manifest.timed[0];
    let goal = |goal: &str| format!("{}/{}={goal}", exercise.name.slug, timed.case);
    let recorded = goal(&timed.goal.to_string());
    assert_eq!(collect(&[text(&run), "--goal", &recorded]).stdout, same.stdout);
    let lower = collect(&[text(&run), "--goal", &goal("0.1x")]);
    assert!(lower.stdout.contains("Judged again from their samples, "), "{}", lower.stdout);
    assert!(lower.stdout.contains("low_speedup to accepted. The goal of `"), "{}", lower.stdout);
    let lines = fs::read_to_string(run.join("results.jsonl")).expect("ours");
    assert!(lines.contains("\"changed\":{\"from\":\"low_speedup\""), "{lines}");
    let page = fs::read_to_string(run.join("site/index.html")).expect("ours");
    assert!(page.contains("Changed verdicts"));
    // From samples for a lower goal nobody is rejected.
    collect(&[text(&run), "--goal", &goal("9x")]);
    let lines = fs::read_to_string(run.join("results.jsonl")).expect("ours");
    let of = lines.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let to_rejected = of.filter(|line: &serde_json::Value| {
        line["changed"]["from"] == "accepted" && line["verdict"] == "low_speedup"
    });
    assert_eq!(to_rejected.count(), 0);
}

/// A text that is markup, a formula and an escape.
const HOSTILE: &str = "=1+1</td><script>1</script><img src=x>\u{1b}[31m\u{202e}";

/// Students and files that try to become something else, and a unit in every state that
/// has no grade.
fn hostile(run: &Path) {
    let exercises = exercises(3);
    let folder = Run::new(run);
    folder.create().expect("ours");
    let mut plan = class::plan(&Made { exercises: &exercises, students: 4, alike: 3 });
    let ids = ["=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "../../etc", HOSTILE, "a,b\"c\n=2"];
    for (number, id) in ids.iter().enumerate() {
        let key = format!("{number:032x}");
        plan.units.insert(key.clone(), Unit { exercise: exercises[0].name.slug.clone() });
        plan.handed_in.push(HandedIn {
            student: (*id).to_owned(),
            exercise: Some(exercises[0].name.slug.clone()),
            path: HOSTILE.to_owned(),
            at: None,
            fate: Fate::Unit(key),
        });
        let columns = ["email", "section"].map(|name| (name.to_owned(), HOSTILE.to_owned()));
        let name = Some(HOSTILE.to_owned());
        let student = Student { name, is_enrolled: true, columns: columns.into() };
        plan.students.insert((*id).to_owned(), student);
    }
    plan.handed_in.push(HandedIn {
        student: "somebody".to_owned(),
        exercise: None,
        path: HOSTILE.to_owned(),
        at: None,
        fate: Fate::NotGraded(Fault::new(HOSTILE, HOSTILE)),
    });
    plan.ignored.push(HOSTILE.to_owned());
    folder.write_plan(&plan).expect("ours");
    write_journal(run, "a", &states(&folder, &plan));
}

/// Units that were graded, graded twice, lost, and failed.
fn states(run: &Run, plan: &Plan) -> Vec<Event> {
    let exercise = &exercises(1)[0];
    let solution = fitted(&recordings()[17], exercise);
    let mut wrong = solution.clone();
    let words = || HOSTILE.repeat(20);
    let mismatch = Mismatch { expected: words(), got: words(), difference: words() };
    let test = wrong.tests.last_mut().expect("it was tested");
    test.outcome = Outcome::Wrong { input: words(), mismatch, printed: words(), right_runs: None };
    (wrong.verdict, wrong.reason) = wrong.judged_again();
    let keys: Vec<&String> = plan.units.keys().filter(|key| key.starts_with("0000")).collect();
    let attempt = |number| Attempt { token: Token::default(), by: "a".to_owned(), number };
    let mut events = vec![Event::Open(opened("a"))];
    events.extend(written(run, "a", (1, keys[0]), &wrong));
    events.extend(written(run, "a", (2, keys[1]), &solution));
    events.extend(written(run, "a", (3, keys[1]), &wrong));
    events.extend(
        [4, 5].map(|number| Event::Begin { key: keys[2].clone(), attempt: attempt(number) }),
    );
    let fault = Fault::new(HOSTILE, HOSTILE);
    events.push(Event::Fault { key: keys[3].clone(), attempt: attempt(6), fault });
    events
}

#[test]
fn what_a_student_chose_is_only_text() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = folder.path().join("run");
    hostile(&run);
    let files = collected(folder.path(), &[&run]);
    for (name, text) in &files {
        let may_break = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || c == '\u{202e}';
        assert!(!text.contains(may_break), "{name}");
        assert!(!name.contains(".."), "{name}");
        if has_ending(name, "html") {
            assert!(!text.contains("<script") && !text.contains("<img"), "{name}");
        }
        if has_ending(name, "csv") {
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
            for cell in reader
                .records()
                .flat_map(|row| row.expect("CSV").iter().map(str::to_owned).collect::<Vec<_>>())
            {
                let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@']);
                assert!(!is_formula && !cell.contains('\n'), "{name}: {cell}");
            }
        }
    }
    let pages = files.keys().filter(|name| name.starts_with("site/students/")).count();
    assert_eq!(pages, 4 + 6 + 1, "every student has a page");
}

#[test]
fn what_has_no_grade_is_blank_and_never_0() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = folder.path().join("run");
    hostile(&run);
    let files = collected(folder.path(), &[&run]);
    let lines = files["results.jsonl"].lines();
    let lines: Vec<serde_json::Value> =
        lines.map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let codes: BTreeSet<&str> = lines
        .iter()
        .filter(|line| line["verdict"].is_null())
        .filter_map(|l| l["code"].as_str())
        .collect();
    assert_eq!(codes, ["disagree", "failed", "grader_lost", "not_readable", "not_run"].into());
    for line in lines.iter().filter(|line| line["verdict"].is_null()) {
        assert!(line["points"].is_null(), "{line}");
    }
    let mut reader = csv::Reader::from_reader(files["gradebook.csv"].as_bytes());
    let header = reader.headers().expect("CSV").clone();
    let graded = |row: &csv::StringRecord, name: &str| {
        let column = header.iter().position(|cell| cell == name).expect("a column");
        row[column].to_owned()
    };
    let slug = &exercises(1)[0].name.slug;
    let mut verdicts = BTreeSet::new();
    for row in reader.records().map(|row| row.expect("CSV")) {
        let [points, verdict] = ["points", "verdict"].map(|c| graded(&row, &format!("{slug}_{c}")));
        assert_eq!(points.is_empty(), verdict.is_empty(), "{row:?}");
        // A student with an exercise that has no grade has no total.
        assert_eq!(points.is_empty(), graded(&row, "total").is_empty(), "{row:?}");
        verdicts.insert(verdict);
    }
    assert_eq!(verdicts, [String::new(), "wrong_answer".to_owned()].into());
}

/// The widths of a laptop and of a phone.
const WIDTHS: [usize; 2] = [1280, 390];

#[test]
fn the_pages_of_a_class_fit_every_screen() {
    let Some(browser) = found(&BROWSERS, "chromium") else { return };
    let (folder, run) = small();
    let second = folder.path().join("hostile");
    hostile(&second);
    let mut pages = BTreeMap::new();
    for (name, run) in [("small", &run), ("hostile", &second)] {
        for (file, text) in collected(folder.path(), &[run]) {
            let is_shown = file.ends_with("index.html") || file.contains("exercises/");
            let is_student = file.contains("student_0002") || file.contains('~');
            if has_ending(&file, "html") && (is_shown || is_student) {
                pages.insert(format!("{name} {}", file.replace('~', "-")), text);
            }
        }
    }
    assert!(pages.len() > 12, "{:?}", pages.keys());
    let seen = seen(&browser, &pages, &WIDTHS);
    assert_eq!(seen.len(), pages.len() * WIDTHS.len());
    for (at, page) in &seen {
        for (key, expected) in [
            ("width", "0"),
            ("width open", "0"),
            ("h1", "1"),
            ("script", "0"),
            ("img", "0"),
            ("th:not([scope])", "0"),
        ] {
            assert_eq!(page[key], expected, "{key} of {at}: {page:?}");
        }
        let smallest: usize = page["smallest text"].parse().expect("a number");
        // A picture shrinks with a phone; its words are in its label, too.
        assert!(smallest >= 9, "{at}: {page:?}");
    }
    let headings = &seen["small site/index.html 1280"]["headings"];
    for heading in
        ["Exercises", "What to teach again", "Verdicts", "No grade yet", "Identical files"]
    {
        assert!(headings.split('|').any(|one| one == heading), "{headings}");
    }
    let again = &seen["hostile site/index.html 1280"]["headings"];
    assert!(again.contains("Graded more than once"), "{again}");
    let students = seen.iter().filter(|(at, _)| at.contains("students/"));
    for (at, page) in students {
        assert!(page["headings"].contains("If you think that a verdict is wrong"), "{at}");
    }
    pictures(&browser, &run);
}

/// For a person who wants to look: pictures, light and dark.
fn pictures(browser: &Path, run: &Path) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("class");
    fs::create_dir_all(&folder).expect("a folder of ours");
    collect(&[text(run), "--out", text(&folder)]);
    let profile = tempfile::tempdir().expect("a temporary folder");
    let exercise = format!("exercises/{}.html", exercises(5)[2].name.slug);
    for (name, page) in [
        ("index", "index.html"),
        ("exercise", &exercise),
        ("student", "students/student_0002.html"),
    ] {
        for (width, is_dark) in [(1280, false), (390, false), (1280, true), (390, true)] {
            let scheme = if is_dark { "dark" } else { "light" };
            let file = folder.join(format!("{name}_{width}_{scheme}.png"));
            let mut command = Command::new(browser);
            command.args(FLAGS.iter().filter(|flag| **flag != "--dump-dom"));
            command.arg(format!("--user-data-dir={}", profile.path().display()));
            command.arg(format!("--window-size={width},2400")).arg("--hide-scrollbars");
            command.arg(format!("--screenshot={}", file.display()));
            if is_dark {
                command.arg("--blink-settings=preferredColorScheme=0");
            }
            command.arg(folder.join("site").join(page)).env("HOME", profile.path());
            command.output().expect("the browser starts");
            assert!(file.is_file(), "{}", file.display());
        }
    }
}

/// Every verdict of the made-up class is in the table of its exercise's page.
#[test]
fn every_verdict_is_shown() {
    let (folder, run) = small();
    let files = collected(folder.path(), &[&run]);
    let lines = files["results.jsonl"].lines();
    for line in lines.map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")) {
        let (slug, student) = (&line["exercise"], &line["student"]);
        let [slug, student] = [slug, student].map(|value| value.as_str().expect("text"));
        let shown = line["verdict"].as_str();
        assert!(shown.is_none_or(|name| Verdict::from_name(name).is_some()));
        let shown = shown.unwrap_or("cannot be read");
        assert!(files[&format!("site/exercises/{slug}.html")].contains(shown), "{slug}");
        let told = &files[&format!("feedback/{student}.txt")];
        assert!(told.contains(line["verdict"].as_str().unwrap_or("Not graded, which is no fail")));
    }
}

fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == ending)
}
