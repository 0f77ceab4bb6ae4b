//! Points: the course's own plan, and what `grade score` shows of results.

use crate::course::{Course, masked};
use std::path::Path;

fn own_course() -> grader::course::Course {
    let exercises = Path::new(env!("CARGO_MANIFEST_DIR")).join("../exercises");
    grader::course::Course::find(&exercises).expect("the course")
}

#[test]
fn every_manifest_of_the_course_has_points() {
    let course = own_course();
    for name in course.names().expect("the course") {
        let manifest = course.read(&name).expect("a sound manifest").manifest;
        let parts = manifest.timed.len() * 4 + manifest.counted.len() * 2 + 6;
        assert_eq!(manifest.points_max() as usize, parts, "{}", name.slug);
    }
}

const PLAN: &str = "format = 1\ntitle = \"A course\"\n\n[late]\nlost_per_day = 0.25\n\n\
                    [[weeks]]\ntitle = \"One\"\ndeadline = \"2027-01-31T23:59Z\"\n\
                    exercises = [\"spin\"]\n";

#[test]
fn a_score_shows_how_it_came_about() {
    let (course, _folder) = Course::copy();
    course.write("course.toml", PLAN);
    let graded = |arguments: &[&str]| course.grade(arguments);
    graded(&["spin", "--solution", "--quick", "--json", "right.json"]);
    graded(&["spin", "--quick", "--json", "stub.json"]);
    let ran = course.grade(&["score", "right.json", "stub.json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    insta::assert_snapshot!("score_two_results", masked(&ran.stdout));
    let late = ["score", "right.json", "--handed-in", "2027-02-02T12:00Z"];
    let ran = course.grade(&late);
    insta::assert_snapshot!("score_late", masked(&ran.stdout));
    let ran = course.grade(&[&late[..], &["--json"]].concat());
    let value: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let best = &value["exercises"][0]["best"];
    assert_eq!((&best["points"], &best["late"]["days"]), (&3.0.into(), &2.into()), "{value:#}");
}

/// A grading that ends in a fault is scored as what it is: not graded.
#[test]
fn a_fault_is_scored_as_open() {
    let (course, _folder) = Course::copy();
    let ran = course.grade(&["spin", "--file", "nowhere.rs", "--json", "fault.json"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    let ran = course.grade(&["score", "fault.json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("not graded; 10 points are open"), "{}", ran.stdout);
}

/// A result that says something else than its evidence gives no points.
#[test]
fn a_result_that_was_changed_is_refused() {
    let (course, _folder) = Course::copy();
    course.grade(&["spin", "--quick", "--json", "stub.json"]);
    course.change("stub.json", "\"runtime_error\"", "\"accepted\"");
    let ran = course.grade(&["score", "stub.json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("its evidence says runtime_error"), "{}", ran.stderr);
}
