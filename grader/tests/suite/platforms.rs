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

/// With what others read such files.
#[test]
fn junit_is_read_by_a_reader_of_others() {
    let python = std::env::var_os("PYTHON").map(PathBuf::from);
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/python/bin/python3");
    let python = python.unwrap_or(ours);
    let has_reader = Command::new(&python).args(["-c", "import junitparser"]).output();
    if !has_reader.is_ok_and(|ran| ran.status.success()) {
        let must = std::env::var_os("GRADE_TESTS_SKIP").is_some_and(|value| value == "no");
        assert!(!must, "junitparser is not installed, and no test may be skipped");
        eprintln!("SKIPPED: junitparser is not installed for {}", python.display());
        return;
    }
    let (course, _folder) = Course::copy();
    course.grade(&["spin", "--solution", "--quick", "--json", "open.json"]);
    course.grade(&["spin", "--mutant", "drops_the_last", "--quick", "--json", "wrong.json"]);
    course.grade(&["spin", "--file", "nowhere.rs", "--json", "fault.json"]);
    let files = ["open.json", "wrong.json", "fault.json", "--out", "junit.xml"];
    let ran = course.grade(&[&["render", "junit"], &files[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let script = "import sys, junitparser\n\
                  xml = junitparser.JUnitXml.fromfile(sys.argv[1])\n\
                  print(xml.tests, xml.failures, xml.errors, xml.skipped)\n\
                  for suite in xml:\n    for case in suite:\n        \
                  print(suite.name, case.name, [type(r).__name__ for r in case.result])";
    let file = course.root.join("junit.xml");
    let read = Command::new(&python).arg("-c").arg(script).arg(&file).output().expect("Python");
    let said = String::from_utf8_lossy(&read.stdout);
    let expected = "5 1 1 2\nspin right answers []\nspin speed: large ['Skipped']\n\
                    spin right answers ['Failure']\nspin speed: large ['Skipped']\n\
                    spin grading ['Error']\n";
    assert_eq!(said, expected, "{}", String::from_utf8_lossy(&read.stderr));
}
