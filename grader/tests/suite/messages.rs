//! Every message that a person can bring about by what they type or by what lies
//! in their folder: its trigger, and its whole text. Each says what happened,
//! where, and what to do.

use crate::course::{Course, masked, ran};
use std::fmt::Write;
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// What is typed, and what was done to the course before.
struct Trigger {
    happens: &'static str,
    prepare: fn(&Course),
    arguments: &'static [&'static str],
}

const fn typed(happens: &'static str, arguments: &'static [&'static str]) -> Trigger {
    Trigger { happens, prepare: |_| (), arguments }
}

const fn broken(
    happens: &'static str,
    prepare: fn(&Course),
    arguments: &'static [&'static str],
) -> Trigger {
    Trigger { happens, prepare, arguments }
}

const MANIFEST: &str = "exercises/01_spin/exercise.toml";
const STUDENT: &str = "exercises/01_spin/student.rs";

/// A result that was recorded.
fn with_result(course: &Course) {
    course.write("r.json", include_str!("../evidence/quiet_solution.json"));
}

const TRIGGERS: &[Trigger] = &[
    typed("no exercise of that name, but one like it", &["spn"]),
    typed("no exercise of that name at all", &["matrix_of_doom"]),
    typed("no exercise of that number", &["77"]),
    typed("nearly the name of a command", &["lst"]),
    typed("two exercises at once", &["spin", "total"]),
    typed("two exercises, by number and with a flag", &["1", "--quick", "2"]),
    typed("a command behind an exercise", &["spin", "hint"]),
    typed("a misspelt command with an exercise", &["hnt", "spin"]),
    typed("two exercises behind a command", &["trace", "spin", "total"]),
    typed("flags without an exercise", &["--quick"]),
    typed("no course there", &["list", "--course", "/"]),
    typed("no such folder", &["list", "--course", "nowhere"]),
    typed("a mutant that is not there", &["spin", "--mutant", "nobody"]),
    typed("a case that is not there", &["spin", "--solution", "--case", "nothing"]),
    typed("a file that is not there", &["spin", "--file", "nowhere.rs"]),
    typed("a submission without a Rust file", &["spin", "--file", "lessons"]),
    typed("a place for the result that is not there", &["spin", "--json", "no/where.json"]),
    typed("a look at a case that is not timed", &["scale", "spin", "--solution", "--case", "no"]),
    typed("a look at an exercise without timed cases", &["scale", "total", "--solution"]),
    typed("nothing to choose", &["sweep", "spin", "--solution"]),
    typed("no tasks to draw", &["graph", "spin"]),
    typed("no tasks in that case", &["graph", "total", "--case", "no"]),
    typed("a screen without a terminal", &["watch"]),
    typed("a result that is not there", &["replay", "nowhere.json"]),
    typed("a result that is none", &["replay", "Cargo.toml"]),
    broken(
        "a result of an older version",
        |course| course.write("old.json", "{\"schema\": 1, \"exercise\": \"spin\"}"),
        &["replay", "old.json"],
    ),
    broken("a goal that is none", with_result, &["replay", "r.json", "--goal", "large=fast"]),
    broken("a goal without a case", with_result, &["replay", "r.json", "--goal", "1.5x"]),
    broken("a goal of no timed case", with_result, &["replay", "r.json", "--goal", "no=1.5x"]),
    typed("a class that was not graded", &["collect", "nowhere"]),
    typed("a class of an exercise that is not there", &["make-class", "c", "--exercise", "no"]),
    typed("a class in a folder that is there", &["make-class", "lessons"]),
    typed("one file for two things", &["spin", "--json", "a", "--write", "junit=a"]),
    typed("a form of a result that is not there", &["render", "junit", "nowhere.json"]),
    typed("a form of a result that is none", &["render", "csv", "Cargo.toml"]),
    typed("a form in a folder that is not there", &["render", "csv", "a.json", "--out", "no/a"]),
    typed("points of a result that is not there", &["score", "nowhere.json"]),
    typed("points of a result that is none", &["score", "Cargo.toml"]),
    typed("a time without a zone", &["score", "a.json", "--handed-in", "2027-01-31T23:59"]),
    broken(
        "a result of another course",
        |course| course.write("fault.json", &fault_of("matmul")),
        &["score", "fault.json"],
    ),
    broken(
        "a fault of nobody knows what",
        |course| course.write("fault.json", &fault_of("spin").replace("exercise", "about")),
        &["score", "fault.json"],
    ),
    broken(
        "a plan that names no exercise",
        |course| course.write("course.toml", &plan("exercises = [\"spn\"]")),
        &["score", "a.json"],
    ),
    broken(
        "a plan that names an exercise twice",
        |course| course.write("course.toml", &plan("exercises = [\"spin\", \"spin\"]")),
        &["score", "a.json"],
    ),
    broken(
        "a deadline without a zone",
        |course| course.write("course.toml", &plan("deadline = \"2027-01-31T23:59\"")),
        &["score", "a.json"],
    ),
    broken(
        "a plan with an unknown key",
        |course| course.write("course.toml", &plan("due = \"2027-01-31\"")),
        &["score", "a.json"],
    ),
    broken(
        "points below zero",
        |course| {
            course.change(MANIFEST, "[correctness]", "[points]\ncorrectness = -1\n\n[correctness]");
        },
        &["spin"],
    ),
    typed("a new exercise with a name that is taken", &["new", "spin"]),
    typed("a new exercise without a name", &["new"]),
    typed("a new exercise that no template has", &["new", "odd", "--goal", "sweep", "--files"]),
    typed("a prediction that is none", &["spin", "--predict", "fast"]),
    typed("a prediction of an unknown cause", &["spin", "--predict", "1.8,luck"]),
    typed("a prediction that nobody can be asked for", &["spin", "--predict"]),
    typed("a prediction where no speed is measured", &["total", "--predict", "1.8,none"]),
    typed("a class for comparison that is not there", &["sources", "nowhere", "--out", "c"]),
    typed(
        "a comparison in a folder that is not empty",
        &["sources", "lessons", "--out", "lessons"],
    ),
    typed("a new exercise with a keyword's name", &["new", "match"]),
    typed("a new exercise with a name that is none", &["new", "My-Topic"]),
    typed("a new exercise with a number that is taken", &["new", "topic", "--number", "1"]),
    typed("a copy without a place", &["export"]),
    typed("a copy into a folder that is not empty", &["export", "lessons"]),
    typed("a control of an exercise that is not there", &["export", "new", "--with-control=no"]),
    typed(
        "a bundle into a folder that is not empty",
        &["export", "--autolab", "lessons", "--exercise", "spin"],
    ),
    typed(
        "a bundle of a course that does not bring the grader",
        &["export", "--prairielearn", "new", "--exercise", "spin"],
    ),
    typed("a new course in a folder that is not empty", &["init", "lessons"]),
    typed("an update of a course that is pinned to none", &["init", "--update"]),
    typed("the solution before the exercise is done", &["solution", "spin"]),
    typed("a reset in a folder without a history", &["reset", "spin"]),
    typed("a page of an exercise that is not there", &["lesson", "spinn"]),
    typed("a hint for an exercise that is not there", &["hint", "nothing"]),
    typed("a quiz that nobody wrote", &["quiz", "spin"]),
    broken(
        "a quiz without questions",
        |course| course.write("exercises/01_spin/quiz.toml", "questions = []\n"),
        &["quiz", "spin"],
    ),
    typed("the manual of a command that is not there", &["man", "nothing"]),
    typed("the laws of an exercise that is not there", &["verify", "nothing"]),
    typed("goals of an exercise that is not there", &["calibrate", "nothing"]),
    broken(
        "the student's file is gone",
        |course| fs::remove_file(course.root.join(STUDENT)).expect("a file of ours"),
        &["spin"],
    ),
    broken(
        "the student's file is not text",
        |course| fs::write(course.root.join(STUDENT), b"fn a() {}\n\xff\n").expect("ours"),
        &["spin"],
    ),
    broken("an unknown key", |course| course.change(MANIFEST, "title", "tilte"), &["spin"]),
    broken(
        "a hint after no result",
        |course| {
            let after = "[hints_after]\nlow_sppedup = \"?\"\n\n[correctness]";
            course.change(MANIFEST, "[correctness]", after);
        },
        &["hint", "spin"],
    ),
    broken(
        "a goal that is none",
        |course| course.change(MANIFEST, "efficiency = 0.75", "efficiency = \"high\""),
        &["spin"],
    ),
    broken(
        "an exercise without a manifest",
        |course| fs::remove_file(course.root.join(MANIFEST)).expect("a file of ours"),
        &["spin"],
    ),
    broken(
        "a folder that is no exercise",
        |course| fs::create_dir(course.root.join("exercises/readme")).expect("ours"),
        &["list"],
    ),
    broken(
        "two exercises of one name",
        |course| {
            fs::create_dir(course.root.join("exercises/03_spin")).expect("ours");
            course.write("exercises/03_spin/exercise.toml", &course.read(MANIFEST));
        },
        &["list"],
    ),
    broken(
        "two exercises of one number",
        |course| fs::create_dir(course.root.join("exercises/01_other")).expect("ours"),
        &["list"],
    ),
    broken(
        "an exercise without a solution",
        |course| {
            fs::remove_file(course.root.join("solutions/01_spin/solution.rs")).expect("ours");
        },
        &["spin"],
    ),
    broken(
        "a mutant that does not say what it must get",
        |course| course.write("solutions/01_spin/mutants/serial.rs", "fn f() {}\n"),
        &["calibrate", "spin"],
    ),
    broken(
        "progress that cannot be read",
        |course| course.write(".progress.toml", "spin = 3\n"),
        &["list"],
    ),
];

fn plan(line: &str) -> String {
    format!("format = 1\ntitle = \"A course\"\n\n[[weeks]]\ntitle = \"One\"\n{line}\n")
}

fn fault_of(exercise: &str) -> String {
    let fault = "{\"what\": \"the disk is full\", \"hint\": \"free some space\"}";
    format!("{{\"schema\": 2, \"exercise\": \"{exercise}\", \"fault\": {fault}}}")
}

#[test]
fn every_message_says_what_where_and_what_to_do() {
    let mut table = String::new();
    for trigger in TRIGGERS {
        let (course, _folder) = Course::copy();
        (trigger.prepare)(&course);
        let ran = course.grade(trigger.arguments);
        let said = masked(&ran.stderr).replace(&*course.root.to_string_lossy(), "[course]");
        let happens = trigger.happens;
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{happens}: {said}");
        check_message(happens, &said);
        let typed = trigger.arguments.join(" ");
        let _ = writeln!(table, "## {happens}\n\n$ grade {typed}\n{}", without_steps(&said));
    }
    insta::assert_snapshot!("messages", table);
}

#[test]
fn rust_that_is_missing_or_old_is_named() {
    let (course, folder) = Course::copy();
    let tools = folder.path().join("tools/bin");
    fs::create_dir_all(&tools).expect("a folder of ours");
    let run = |happens: &str| {
        let mut command = course.command(&["spin", "--solution", "--quick"]);
        let ran = ran(&command.env("PATH", &tools).output().expect("the program starts"));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{happens}: {}", ran.stderr);
        check_message(happens, &ran.stderr);
        format!("## {happens}\n\n{}\n", ran.stderr)
    };
    let missing = run("Rust is not installed");
    let sysroot = folder.path().join("tools");
    let old = format!(
        "#!/bin/sh\nif [ \"$1\" = -vV ]; then echo 'rustc 1.70.0'; echo 'release: 1.70.0'; \
         else echo '{}'; fi\n",
        sysroot.display()
    );
    let rustc = tools.join("rustc");
    fs::write(&rustc, old).expect("a file of ours");
    fs::set_permissions(&rustc, fs::Permissions::from_mode(0o755)).expect("a file of ours");
    let old = run("Rust is too old");
    insta::assert_snapshot!("messages_rust", missing + &old);
}

/// A file that was saved half-way is a candidate like any other.
#[test]
fn a_file_saved_half_way_is_a_compile_error_with_its_mend() {
    let (course, _folder) = Course::copy();
    for (source, said) in [
        ("", "help: was your editor interrupted while it saved? Save again."),
        ("pub fn spin(starts: &[u64]) -> Vec<u64> {\n    starts.it", "unclosed delimiter"),
    ] {
        course.write(STUDENT, source);
        let ran = course.grade(&["spin"]);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert!(ran.stdout.contains(said), "{}", ran.stdout);
        assert!(ran.stdout.contains("compile_error"), "{}", ran.stdout);
        assert!(ran.stdout.contains("Next: mend the first error above"), "{}", ran.stdout);
    }
}

fn check_message(happens: &str, said: &str) {
    let said = without_steps(said);
    let hint = said.lines().rev().find_map(|line| line.strip_prefix("hint: "));
    assert!(said.starts_with("error: "), "{happens}: {said}");
    assert!(hint.is_some_and(|hint| hint.len() > 5), "{happens} says no mend: {said}");
    assert!(!said.contains("panicked"), "{happens}: {said}");
}

/// The lines about what is going on are no part of a message.
fn without_steps(said: &str) -> String {
    let is_step = |line: &&str| {
        !["compiling ", "checking answers", "measuring "].iter().any(|step| line.starts_with(step))
    };
    let lines: Vec<&str> = said.lines().filter(is_step).collect();
    lines.join("\n") + "\n"
}

/// A name may hold what others take for a sign of their own, or what turns the text around.
#[test]
fn a_file_is_named_as_it_is_whatever_its_name_holds() {
    let (course, _folder) = Course::copy();
    fs::create_dir(course.root.join("a=b")).expect("a folder of ours");
    let name = "a=b/c=\u{202e}d.rs";
    let escaped = "c\\u{3d}\\u{202e}d.rs:1:";
    let check = |text: &str, expected: &str| {
        course.write(name, text);
        let ran = course.grade(&["spin", "--quick", "--file", name]);
        let said = (ran.stdout + &ran.stderr).replace(['\n', ' '], "");
        assert!(said.contains(expected), "{expected}: {said}");
        assert!(!said.contains('\u{202e}'), "{said}");
    };
    check("pub fn spin(_: &[u64]) -> Vec<u64> { 1 }", escaped);
    check("pub fn spin(_: &[u64]) -> Vec<u64> { panic!() }", escaped);
    check("pub fn spin(_: &[u64]) -> Vec<u64> { Vec::new() }", "wrong_answer");
    let ran = course.grade(&["spin", "--quick", "--file", "a=b/\u{202e}not_there.rs"]);
    assert!(ran.stderr.contains("a=b/\\u{202e}not_there.rs: "), "{}", ran.stderr);
}
