//! Input without measure: files that fill rustc's stack, answers that fill the judge's
//! memory, texts that fill a result, manifests and results nested without end. Each is
//! a verdict on its author or a fault that names the file, and the grader lives on.

use crate::course::{Course, GRADE, Ran};
use grader::candidate::{Candidate, Origin};
use grader::grade::{GradeOptions, Grader};
use grader::process::Isolation;
use grader::verdict::{Outcome, Verdict};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Grades this text in the course.
fn graded(course: &Course, text: &str) -> (Ran, Value) {
    let file = tempfile::Builder::new().suffix(".rs").tempfile().expect("a temporary file");
    fs::write(file.path(), text).expect("a file of ours");
    let path = file.path().to_str().expect("a plain path");
    course.result(&["spin", "--file", path, "--quick", "--seed", "7"])
}

/// The text of the reason.
fn reason(result: &Value) -> &str {
    result["reason"]["text"].as_str().expect("a reason")
}

fn candidate(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture/candidates");
    fs::read_to_string(folder.join(name)).expect("it is there")
}

#[test]
fn a_file_that_breaks_rustc_is_a_compile_error() {
    let (course, _folder) = Course::apart();
    let chain =
        |before: &str, link: &str, after: &str| before.to_owned() + &link.repeat(35_000) + after;
    let breaking = [
        ("a sum", chain("pub fn f() -> u64 { ", "1+", "1 }")),
        ("signs", chain("pub fn f() -> i64 { ", "-", "1 }")),
        ("negations", chain("pub fn f() -> bool { ", "!", "true }")),
        ("assignments", chain("pub fn f() { let mut a; ", "a=", "(); }")),
        ("ranges", chain("pub fn f() { ", "..=", "1; }")),
        ("closures", chain("pub fn f() { let _ = ", "|| ", "1; }")),
        ("returns", chain("pub fn f() { ", "return ", "; }")),
        ("references", chain("pub type T = ", "&", "u8;")),
        ("functions", chain("pub type T = ", "fn()->", "u8;")),
        ("types", chain("pub type T = ", "Box<", "u8") + &">".repeat(35_000) + ";"),
        ("a large constant", "pub static A: [u8; 3_000_000_000] = [1; 3_000_000_000];".to_owned()),
        (
            "types without end",
            "#![recursion_limit=\"100000\"]\npub trait T { fn f(self, n: u32); }\n\
             impl<X> T for X { fn f(self, n: u32) { if n > 0 { (0u8, self).f(n - 1) } } }\n\
             pub fn f() { ().f(3) }"
                .to_owned(),
        ),
    ];
    for (what, text) in &breaking {
        let (ran, result) = graded(&course, text);
        assert_eq!(result["verdict"], "compile_error", "{what}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.code, 1, "{what}");
        let said = result["tests"][0]["outcome"]["diagnostics"].as_str().expect("what rustc said");
        assert!(said.starts_with("error"), "{what}: {said}");
    }
    let (_, result) = graded(&course, &breaking[0].1);
    let said = result["tests"][0]["outcome"]["diagnostics"].as_str().expect("what rustc said");
    assert!(said.starts_with("error: rustc itself broke down over this file\n"), "{said}");
    let units = fs::read_dir(course.root.join("target/grade/units/spin")).expect("the judge's");
    let names: Vec<_> = units.map(|unit| unit.expect("ours").file_name()).collect();
    assert_eq!(names.len(), 1, "the judge's unit alone: {names:?}");
}

/// What rustc does not read as code, the reader of a crashed program's source may.
#[test]
fn a_crash_in_a_deep_source_is_a_verdict() {
    let crash = candidate("overflows_its_stack.rs");
    let (open, close) = ("(".repeat(100_000), ")".repeat(100_000));
    let sum = "1+".repeat(100_000);
    for text in [
        format!("#!/ {open}{close}\n{crash}"),
        format!("{crash}\nmacro_rules! unused {{ () => {{ [0u8; {sum}1] }} }}\n"),
    ] {
        let (ran, result) = graded(&Course::shared(), &text);
        assert_eq!(result["verdict"], "runtime_error", "{}{}", ran.stdout, ran.stderr);
        assert!(reason(&result).contains("it overflowed its stack"), "{}", reason(&result));
    }
}

/// A submission that its reader broke over.
#[test]
fn what_cannot_be_read_is_a_verdict_with_a_result() {
    let shared = Course::shared();
    let course = grader::course::Course::find(&shared.root).expect("a course");
    let spin = course.exercise("spin").expect("the fixture has it");
    let why = "error: this submission cannot be read: a panic\n";
    let candidate = Candidate {
        origin: Origin::File,
        path: "student.zip".into(),
        source: String::new(),
        unreadable: Some(why.to_owned()),
    };
    let bench = Grader::new(GRADE.into(), &shared.root, Isolation::Auto).expect("a grader");
    let graded =
        bench.grade(&spin, &candidate, &GradeOptions::default(), &mut |_| {}).expect("a result");
    assert_eq!(graded.verdict, Verdict::CompileError);
    let diagnostics = why.to_owned();
    assert_eq!(graded.tests[0].outcome, Outcome::DoesNotCompile { diagnostics });
}

#[test]
fn texts_without_end_make_no_large_result() {
    let course = Course::shared();
    let errors: String = (0..8000)
        .fold(String::new(), |text, number| text + &format!("use missing{number}::name;\n"));
    let flood = "pub fn spin(starts: &[u64]) -> Vec<u64> {\n    for n in 0..200_000 { \
                 println!(\"{n} {starts:?}\") }\n    panic!(\"{}\", \"long\".repeat(1 << 22))\n}\n";
    for (text, verdict) in [(errors.as_str(), "compile_error"), (flood, "runtime_error")] {
        let (ran, result) = graded(&course, text);
        assert_eq!(result["verdict"], verdict, "{:.1000}{:.1000}", ran.stdout, ran.stderr);
        let length = result.to_string().len();
        assert!(length < 100_000, "{verdict}: the result has {length} bytes");
        assert!(ran.stdout.len() < 100_000, "{verdict}: {} bytes are shown", ran.stdout.len());
        assert!(result.to_string().contains("… and more, which is left out"), "{verdict}");
    }
}

/// A course whose checker does this with an answer that is not right.
fn course_whose_checker(does: &str) -> (Course, tempfile::TempDir) {
    let (course, folder) = Course::copy();
    let check = format!(
        "fn check(&self, _: &Vec<u64>, expected: &Vec<u64>, actual: &Vec<u64>) -> \
         Result<(), grader_spec::Mismatch> {{ {does} grader_spec::equal(expected, actual) }}\n\n    \
         fn candidate"
    );
    course.change("exercises/01_spin/spec.rs", "fn candidate", &check);
    (course, folder)
}

const WRONG: &str = "pub fn spin(_: &[u64]) -> Vec<u64> {\n    vec![1; 1000]\n}\n";
const TAKES_ALL: &str =
    "let mut all = Vec::new(); loop { all.push(vec![actual.len() as u8; 1 << 20]); }";

#[test]
fn an_answer_that_the_judge_breaks_down_over_is_the_candidates() {
    let differs = "if expected != actual";
    for (does, says) in [
        (format!("{differs} {{ {TAKES_ALL} }}"), "it asked for more than 1"),
        (format!("{differs} {{ let _ = expected[actual.len()]; }}"), "`check` panicked: index out"),
        (
            format!(
                "fn deep(n: u64) -> u64 {{ std::hint::black_box([n; 64])[0] + if n == 0 {{ 0 }} \
                 else {{ deep(n - 1) + 1 }} }} {differs} {{ deep(u64::MAX); }}"
            ),
            "it overflowed its stack",
        ),
    ] {
        let (course, _folder) = course_whose_checker(&does);
        let (ran, result) = graded(&course, WRONG);
        assert_eq!(result["verdict"], "runtime_error", "{}{}", ran.stdout, ran.stderr);
        let reason = reason(&result);
        assert!(reason.contains("its answer cannot be checked, the judge broke down"), "{reason}");
        assert!(reason.contains(says), "{reason}");
        assert_eq!(ran.code, 1);
    }
}

#[test]
fn so_is_one_that_comes_when_it_is_timed() {
    let (course, _folder) =
        course_whose_checker(&format!("if expected != actual {{ {TAKES_ALL} }}"));
    let solution = course.read("solutions/01_spin/solution.rs");
    let late = solution.replacen(
        "pub fn spin(starts: &[u64]) -> Vec<u64> {",
        "pub fn spin(starts: &[u64]) -> Vec<u64> {\n    if starts.len() == 400 { return vec![1] }",
        1,
    );
    assert_ne!(late, solution, "the solution begins as was thought");
    course.write("late.rs", &late);
    let (ran, result) = course.result(&["spin", "--file", "late.rs", "--threads", "2"]);
    assert_eq!(result["verdict"], "runtime_error", "{}{}", ran.stdout, ran.stderr);
    let reason = reason(&result);
    assert!(reason.starts_with("Case `large` on 2 threads: its answer cannot be"), "{reason}");
}

#[test]
fn a_judge_that_breaks_down_by_itself_is_the_courses() {
    let (course, _folder) = course_whose_checker(TAKES_ALL);
    let ran = course.grade(&["spin", "--solution", "--quick"]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("and so does the course's own program"), "{}", ran.stderr);

    let (course, _folder) = Course::copy();
    let baseline = "let actual = starts; if true { let mut all = Vec::new(); \
                    loop { all.push(vec![actual.len() as u8; 1 << 20]); } }\n        starts.iter()";
    course.change("exercises/01_spin/spec.rs", "starts.iter()", baseline);
    let ran = course.grade(&["spin", "--solution", "--quick"]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("the judge failed: it asked for more than"), "{}", ran.stderr);
}

/// An answer that is as large as a candidate can have it is an answer like others.
#[test]
fn the_largest_answer_that_fits_a_candidate_is_read() {
    let text = "pub fn spin(_: &[u64]) -> Vec<u64> {\n    vec![0; 22_000_000]\n}\n";
    let (ran, result) = graded(&Course::shared(), text);
    assert_eq!(result["verdict"], "wrong_answer", "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn a_result_nested_or_long_without_end_is_none() {
    let course = Course::shared();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("result.json");
    let path = file.to_str().expect("a plain path");
    let (open, object) = ("[".repeat(200_000), "{\"a\":".repeat(200_000));
    for text in [
        open.clone(),
        object.clone(),
        format!("{{\"schema\":1,\"unknown\":{open}"),
        format!("{{\"schema\":1,\"tests\":[{{\"outcome\":{{\"kind\":{object}"),
        "{\"schema\":1e999}".to_owned(),
        format!("{{\"schema\":{}}}", "9".repeat(100_000)),
        "{\"schema\":1,\"schema\":1}".to_owned(),
        "\u{0}".repeat(1000),
        String::new(),
    ] {
        fs::write(&file, &text).expect("a file of ours");
        let ran = course.grade(&["replay", path]);
        assert_eq!(ran.code, 2, "{text:.60}");
        assert!(ran.stderr.contains("result.json is not a result: "), "{:.300}", ran.stderr);
    }
    let endless = course.grade(&["replay", "/dev/zero"]);
    assert_eq!(endless.code, 2);
    assert!(endless.stderr.contains("it is longer than"), "{}", endless.stderr);
}

#[test]
fn files_of_the_course_without_end_are_named() {
    let deep = "[".repeat(200_000);
    for (file, text, says) in [
        ("exercises/01_spin/exercise.toml", format!("a = {deep}"), "exercise.toml:1:"),
        ("exercises/01_spin/exercise.toml", "a".repeat(1 << 21), "it is longer than 1024 KiB"),
        (".progress.toml", format!("a = {deep}"), ".progress.toml is broken"),
        (".progress.toml", format!("{}1", "a.".repeat(200_000)), ".progress.toml is broken"),
        (".progress.toml", "#".repeat(1 << 21), "it is longer than 1024 KiB"),
        ("exercises/01_spin/student.rs", "/".repeat(1 << 19), "is longer than 256 KiB"),
    ] {
        let (course, _folder) = Course::copy();
        course.write(file, &text);
        let ran = course.grade(&["spin", "--quick"]);
        assert_eq!(ran.code, 2, "{file}: {:.300}", ran.stderr);
        assert!(ran.stderr.contains(says), "{file}: {:.600}", ran.stderr);
    }
    let (course, _folder) = Course::copy();
    let student = course.root.join("exercises/01_spin/student.rs");
    fs::remove_file(&student).expect("ours");
    std::os::unix::fs::symlink("/dev/zero", &student).expect("a folder of ours");
    let ran = course.grade(&["spin", "--quick"]);
    assert!(ran.code == 2 && ran.stderr.contains("not a regular file"), "{}", ran.stderr);
}
