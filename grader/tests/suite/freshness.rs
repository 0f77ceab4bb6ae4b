//! The stale-binary hazard: build tools that go by modification times grade one
//! student's file with another student's binary. Ours goes by content.

use crate::course::Course;
use std::fs::{self, File};
use std::time::{Duration, SystemTime};

/// A candidate whose answer says who wrote it: wrong in its own way.
fn signed(number: u64) -> String {
    format!(
        "//! Somebody's file.\n\n/// Signs.\npub fn spin(_: &[u64]) -> Vec<u64> {{\n    vec![{number}]\n}}\n"
    )
}

/// The number that the graded binary answered with.
fn signature(course: &Course, file: &str) -> String {
    let (_, result) = course.result(&["spin", "--file", file, "--quick", "--threads", "1"]);
    result["tests"][1]["outcome"]["mismatch"]["got"].as_str().expect("a wrong answer").to_owned()
}

#[test]
fn a_file_with_an_older_modification_time_is_graded_all_the_same() {
    let (course, _folder) = Course::apart();
    let mut time = SystemTime::now();
    for number in 1..=4 {
        course.write("submission.rs", &signed(number));
        // As `cp -p`, tar and unzip leave it: older than what was built before.
        time -= Duration::from_hours(1);
        let file = File::options().write(true).open(course.root.join("submission.rs"));
        file.expect("our file").set_modified(time).expect("our file");
        assert_eq!(signature(&course, "submission.rs"), format!("[{number}]"));
    }
    course.write("submission.rs", &signed(2));
    assert_eq!(signature(&course, "submission.rs"), "[2]", "and an old one again");
}

#[test]
fn two_graders_at_once_each_grade_their_own_file() {
    let (course, _folder) = Course::apart();
    let grade_some = |numbers: std::ops::Range<u64>| {
        for number in numbers {
            let name = format!("submission_{number}.rs");
            course.write(&name, &signed(number));
            assert_eq!(signature(&course, &name), format!("[{number}]"));
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| grade_some(10..14));
        scope.spawn(|| grade_some(20..24));
    });
    // Both in one file, which is what a shared folder of a course server is.
    let grade_shared = |number: u64| {
        let folder = course.root.join(format!("student_{number}"));
        fs::create_dir(&folder).expect("a folder of ours");
        fs::write(folder.join("student.rs"), signed(number)).expect("a file of ours");
        let file = format!("student_{number}/student.rs");
        assert_eq!(signature(&course, &file), format!("[{number}]"));
    };
    std::thread::scope(|scope| {
        for number in 30..34 {
            scope.spawn(move || grade_shared(number));
        }
    });
}

#[test]
fn a_binary_that_is_not_the_one_that_was_built_stops_the_grader() {
    let (course, _folder) = Course::apart();
    let grade = |number: u64| {
        course.write("submission.rs", &signed(number));
        course.result(&["spin", "--file", "submission.rs", "--quick"]).1
    };
    let unit = |result: &serde_json::Value| {
        let key = result["candidate"]["unit"].as_str().expect("it compiles").to_owned();
        course.root.join("target/grade/units/spin").join(key).join("spin")
    };
    let (one, two) = (unit(&grade(1)), unit(&grade(2)));
    // Somebody puts one student's binary in another's place.
    fs::remove_file(&two).expect("it was built");
    fs::copy(&one, &two).expect("it was built");
    let ran = course.grade(&["spin", "--file", "submission.rs", "--quick"]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("error: the program that ran is `"), "{}", ran.stderr);
}

/// What several exercises need is built in one call, and each of them finds it afterwards.
#[test]
fn exercises_named_together_are_built_together_and_once() {
    let (course, _folder) = Course::apart();
    fs::remove_file(course.root.join("target/grade/deps/spin.json")).expect("a file of ours");
    let ran = course.grade(&["verify", "spin", "total", "--correctness"]);
    assert!(ran.code == 0, "{}{}", ran.stdout, ran.stderr);
    let folders = fs::read_dir(course.root.join("target/grade/deps")).expect("it was built");
    let names = folders.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let workspaces = names.filter(|name| !name.contains(".json") && name != "target");
    let together: Vec<String> = workspaces.collect();
    assert!(matches!(&together[..], [one] if one.starts_with("together-")), "{together:?}");
    for slug in ["total", "spin"] {
        course.grade(&[slug, "--solution", "--quick"]);
        let alone = course.root.join("target/grade/deps").join(slug);
        assert!(!alone.exists(), "`{slug}` was built once more");
    }
}

/// A crate that a course wants built in a way of its own is built so for the grader, too.
#[test]
fn a_profile_for_one_crate_reaches_what_is_graded() {
    let (course, _folder) = Course::apart();
    let text =
        course.read("Cargo.toml") + "\n[profile.release.package.serde_core]\nopt-level = 9\n";
    course.write("Cargo.toml", &text);
    let ran = course.grade(&["spin", "--solution", "--quick"]);
    assert!(ran.stderr.contains("could not compile `serde_core`"), "{}", ran.stderr);
}
