//! Real timing on whatever machine this is. It may answer *inconclusive*; it
//! must never say the opposite of the truth.

use crate::course::Course;

fn check(arguments: &[&str], truth: &str) {
    let course = Course::shared();
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let path = file.path().to_str().expect("a plain path");
    let ran = course.grade(&[arguments, &["--json", path]].concat());
    let text = std::fs::read_to_string(path).expect("the result was written");
    let result: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let verdict = result["verdict"].as_str().expect("a verdict").to_owned();
    assert!(verdict == truth || verdict == "inconclusive", "{verdict}:\n{}", ran.stdout);
    let replayed = course.grade(&["replay", path]);
    assert_eq!(replayed.code, ran.code);
    assert!(replayed.stdout.starts_with(&verdict), "{}", replayed.stdout);
    if verdict == "low_speedup" && arguments.contains(&"serial") {
        let reason = result["reason"]["text"].as_str().expect("a reason");
        assert!(reason.contains("Cause: serial."), "{reason}");
    }
}

#[test]
fn a_parallel_candidate_is_never_slow() {
    check(&["spin", "--solution"], "accepted");
}

#[test]
fn a_serial_candidate_is_never_accepted() {
    check(&["spin", "--mutant", "serial"], "low_speedup");
}

#[test]
fn doctor_says_what_can_be_judged() {
    let ran = Course::shared().grade(&["doctor"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for label in ["cores", "capacity", "noise", "toolchain", "isolation"] {
        assert!(ran.stdout.contains(&format!("\n  {label} ")), "{label} in {}", ran.stdout);
    }
}
