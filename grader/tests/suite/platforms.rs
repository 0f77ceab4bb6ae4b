//! Results in the forms of platforms, as they are written by a grading and from its JSON.

use crate::course::Course;
use grader::report::platform::Format;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `--write FORMAT=FILE` for every form, and the files.
fn all_of(folder: &Path) -> (Vec<String>, Vec<(Format, PathBuf)>) {
    let files = Format::ALL.map(|format| (format, folder.join(format.name())));
    let flags = files.iter().flat_map(|(format, file)| {
        ["--write".to_owned(), format!("{}={}", format.name(), file.display())]
    });
    (flags.collect(), files.to_vec())
}

fn grade(course: &Course, arguments: &[&str], more: &[String]) -> crate::course::Ran {
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    course.grade(&[arguments, &more].concat())
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).expect("it was written")
}

/// The moment of writing stands in one of them.
fn without_time(text: &str) -> String {
    let is_time = |line: &&str| !["graded_at", "datetime"].iter().any(|key| line.contains(key));
    text.lines().filter(|line| is_time(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_grading_writes_what_its_json_is_rendered_to() {
    let (course, folder) = Course::copy();
    let (flags, files) = all_of(folder.path());
    let ran = grade(&course, &["spin", "--solution", "--quick", "--json", "result.json"], &flags);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for (format, file) in files {
        let written = read(&file);
        let ran = course.grade(&["render", &format.name(), "result.json"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{format:?}");
        assert_eq!(without_time(&ran.stdout), without_time(&written), "{format:?}");
        let out = folder.path().join("out");
        let into = out.to_str().expect("a plain path");
        let ran = course.grade(&["render", &format.name(), "result.json", "--out", into]);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{format:?}: {}", ran.stderr);
        assert_eq!(without_time(&read(&out)), without_time(&written), "{format:?}");
    }
}

/// Neither an older result nor nothing: each says that there is none, and why.
#[test]
fn a_grading_without_a_result_says_so_in_every_form() {
    let (course, folder) = Course::copy();
    let (flags, files) = all_of(folder.path());
    let check = |arguments: &[&str], said: &str| {
        for (_, file) in &files {
            fs::write(file, "an older result").expect("a file of ours");
        }
        let ran = grade(&course, arguments, &flags);
        assert_eq!(ran.code, 2, "{}", ran.stdout);
        for (format, file) in &files {
            let text = read(file);
            assert!(text.contains(said) && !text.contains("older"), "{format:?}: {text}");
        }
    };
    check(&["spin", "--file", "nowhere.rs"], "nowhere.rs");
    check(&["spin", "--fast"], "typed wrongly");
    check(&["matrix_of_doom"], "matrix_of_doom");
    course.write("course.toml", "format = 3\ntitle = \"C\"\n");
    check(&["spin", "--quick"], "this grader reads format 1");
}

/// Gradescope and others are told of a result that came to nothing, too.
#[test]
fn a_fault_that_was_kept_is_rendered() {
    let (course, _folder) = Course::copy();
    let ran = course.grade(&["spin", "--file", "nowhere.rs", "--json", "fault.json"]);
    assert_eq!(ran.code, 2);
    for format in Format::ALL {
        let ran = course.grade(&["render", &format.name(), "fault.json"]);
        assert_eq!(ran.code, 0, "{format:?}: {}", ran.stderr);
        assert!(ran.stdout.contains("nowhere.rs"), "{format:?}: {}", ran.stdout);
    }
    let ran = course.grade(&["render", "gradescope", "fault.json", "--visibility", "hidden"]);
    let value: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!((&value["score"], &value["visibility"]), (&Value::Null, &"hidden".into()));
}

/// Python, where it has these modules. Without them a test is skipped and says so, but not
/// where `GRADE_TESTS_SKIP=no` is set.
fn python_with(modules: &str) -> Option<PathBuf> {
    let python = std::env::var_os("PYTHON").map(PathBuf::from);
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/python/bin/python3");
    let python = python.unwrap_or(ours);
    let has_them = Command::new(&python).args(["-c", &format!("import {modules}")]).output();
    if !has_them.is_ok_and(|ran| ran.status.success()) {
        let must = std::env::var_os("GRADE_TESTS_SKIP").is_some_and(|value| value == "no");
        assert!(!must, "{modules} is not installed, and no test may be skipped");
        eprintln!("SKIPPED: {modules} is not installed for {}", python.display());
        return None;
    }
    Some(python)
}

/// An open result, a wrong one with hostile text, one that does not compile, and a fault.
fn junit_of_all(course: &Course) -> PathBuf {
    let hostile = "pub fn spin(]]>\u{1b}[31m\u{fffe}\r::error::\u{202e} <a/> &amp; \"\n";
    course.write("hostile.rs", hostile);
    course.grade(&["spin", "--solution", "--quick", "--json", "open.json"]);
    course.grade(&["spin", "--mutant", "drops_the_last", "--quick", "--json", "wrong.json"]);
    course.grade(&["spin", "--file", "hostile.rs", "--quick", "--json", "hostile.json"]);
    course.grade(&["spin", "--file", "nowhere.rs", "--json", "fault.json"]);
    let files = ["open.json", "wrong.json", "hostile.json", "fault.json", "--out", "junit.xml"];
    let ran = course.grade(&[&["render", "junit"], &files[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    course.root.join("junit.xml")
}

/// With what others read such files.
#[test]
fn junit_is_read_by_a_reader_of_others() {
    let Some(python) = python_with("junitparser") else { return };
    let (course, _folder) = Course::copy();
    let file = junit_of_all(&course);
    let script = "import sys, junitparser\n\
                  xml = junitparser.JUnitXml.fromfile(sys.argv[1])\n\
                  print(xml.tests, xml.failures, xml.errors, sum(s.skipped for s in xml))\n\
                  for suite in xml:\n    for case in suite:\n        \
                  print(suite.name, case.name, [type(r).__name__ for r in case.result])";
    let read = Command::new(&python).arg("-c").arg(script).arg(&file).output().expect("Python");
    let said = String::from_utf8_lossy(&read.stdout);
    let expected = "7 2 1 3\nspin right answers []\nspin speed: large ['Skipped']\n\
                    spin right answers ['Failure']\nspin speed: large ['Skipped']\n\
                    spin right answers ['Failure']\nspin speed: large ['Skipped']\n\
                    spin grading ['Error']\n";
    assert_eq!(said, expected, "{}", String::from_utf8_lossy(&read.stderr));
}

/// The schema that Jenkins holds such files against.
#[test]
fn junit_keeps_to_the_schema() {
    let Some(python) = python_with("xmlschema") else { return };
    let (course, _folder) = Course::copy();
    let file = junit_of_all(&course);
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/junit-10.xsd");
    let script = "import sys, xmlschema\n\
                  schema = xmlschema.XMLSchema(sys.argv[1])\n\
                  for error in schema.iter_errors(sys.argv[2]):\n    \
                  print(error.path, error.reason)";
    let check = |file: &Path| {
        let mut command = Command::new(&python);
        let read = command.arg("-c").arg(script).arg(&schema).arg(file).output().expect("Python");
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
        String::from_utf8_lossy(&read.stdout).into_owned()
    };
    assert_eq!(check(&file), "");
    // What the schema does not know is found.
    let text = read(&file).replacen("tests=", "skipped=\"1\" tests=", 1);
    course.write("other.xml", &text);
    assert_ne!(check(&course.root.join("other.xml")), "");
}
