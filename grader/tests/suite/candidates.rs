//! Each candidate in the fixture fails in its own way, gets exactly the verdict
//! in its header, shows a screen that says why, and leaves no process behind.

use crate::course::{Course, Ran, masked, processes_below};
use grader::verdict::Verdict;
use std::fs;

fn check(name: &str) {
    let course = Course::shared();
    let expected = course
        .candidates()
        .into_iter()
        .find_map(|(found, header)| (found == name).then_some(header.expect))
        .expect("the candidate is in the fixture");
    let file = format!("candidates/{name}.rs");
    let mut arguments = vec!["spin", "--file", &file, "--seed", "7", "--quick"];
    // Some do what an enclosure does not let them do at all.
    if ["killed", "leaves_a_process"].contains(&name) {
        arguments.extend(["--isolation", "off"]);
    }
    let (ran, result) = course.result(&arguments);
    assert_eq!(result["verdict"], expected.name(), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.code, 1);
    if let Some(unit) = result["candidate"]["unit"].as_str() {
        let left = processes_below(&course.root.join("target/grade/units/spin").join(unit));
        assert!(left.is_empty(), "still running: {left:?}");
    }
    let starts_a_sleeper = name == "leaves_a_process";
    assert!(!(starts_a_sleeper && sleeps()), "its sleeper is still running");
    // A thread's number differs from run to run, a library's lines from version to version.
    let filters = [
        (r"'main' \(\d+\)", "'main' ([id])"),
        (r"library/core/src/[a-z_/]+\.rs:\d+:\d+", "library/core/src/[place]"),
    ];
    insta::with_settings!({ filters => filters }, {
        insta::assert_snapshot!(name, our_part(&ran, expected));
    });
}

/// rustc's own words change with its version; ours do not.
fn our_part(ran: &Ran, expected: Verdict) -> String {
    let screen = masked(&ran.stdout);
    if expected != Verdict::CompileError {
        return screen;
    }
    let (rustc, ours) = screen.split_once('✘').expect("a verdict");
    assert!(rustc.contains("error"), "rustc's words are shown: {rustc}");
    format!("✘{ours}")
}

/// Whether the sleeper that a candidate starts is still there.
fn sleeps() -> bool {
    let processes = fs::read_dir("/proc").expect("Linux").flatten();
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    lines.into_iter().any(|line| line == b"sleep\x0086399\0")
}

macro_rules! candidates {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            check(stringify!($name));
        })*

        #[test]
        fn every_candidate_of_the_fixture_is_tested() {
            let listed = [$(stringify!($name)),*];
            let found: Vec<String> =
                Course::shared().candidates().into_iter().map(|(name, _)| name).collect();
            assert_eq!(found, listed);
        }
    };
}

candidates! {
    aborts
    builds_the_pool
    deadlocks
    eats_memory
    exits
    hangs_when_large
    killed
    large_array
    leaves_a_process
    loops_forever
    names_the_spec_crate
    other_signature
    overflows_its_stack
    panics
    panics_in_a_library
    prints_a_flood
    races
    type_error
    uses_unsafe
    wrong_when_large
}

#[test]
fn an_alternative_is_graded_by_its_name() {
    let course = Course::shared();
    let (ran, result) = course.result(&["spin", "--accepted", "own-threads", "--quick"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(result["candidate"]["origin"], "alternative");
    assert!(
        ran.stdout.ends_with(
            "Next: your turn: fill in exercises/01_spin/student.rs, then\n  grade spin\n"
        )
    );
    let ran = course.grade(&["spin", "--accepted", "nobody"]);
    assert_eq!(ran.code, 2);
    let hint = "hint: its alternatives are fills_in_place, halves_by_join, own_threads\n";
    assert!(ran.stderr.ends_with(hint), "{}", ran.stderr);
}

#[test]
fn a_compiler_message_points_at_the_students_own_path() {
    let course = Course::shared();
    let ran = course.grade(&["spin", "--file", "candidates/type_error.rs", "--quick"]);
    assert!(ran.stdout.contains("error[E0308]: mismatched types"), "{}", ran.stdout);
    assert!(ran.stdout.contains("--> candidates/type_error.rs:5:24"), "{}", ran.stdout);
}

/// What rustc cannot know stands below its own words.
#[test]
fn a_missing_file_or_crate_is_told_with_what_there_is() {
    let course = Course::shared();
    let ran = course.grade(&["spin", "--file", "candidates/names_the_spec_crate.rs", "--quick"]);
    let note = "note: `grader_spec` is not there, and `cargo add` does not change that: this \
                exercise has `std`, `rayon` and `serde`\n";
    assert!(ran.stdout.contains(note), "{}", ran.stdout);
    let file = tempfile::Builder::new().suffix(".rs").tempfile().expect("a temporary file");
    fs::write(file.path(), "mod helper;\nextern crate ndarray;\nuse itertools::Itertools;\n")
        .expect("a file of ours");
    let path = file.path().to_str().expect("a plain path");
    let ran = course.grade(&["spin", "--file", path]);
    for note in ["`mod helper { … }`\n", "note: `itertools` and `ndarray` are not there, and"] {
        assert!(ran.stdout.contains(note), "{}", ran.stdout);
    }
}

/// The screen's own command shows the same case, input and answers again.
fn check_repeat(arguments: &[&str]) -> String {
    let course = Course::shared();
    let ran = course.grade(arguments);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    let again = ran.stdout.split("This case again:\n").nth(1).expect("the command is shown");
    let line = again.lines().next().expect("the command");
    let words = line.trim().strip_prefix("grade ").expect("it runs grade").replace('\'', "");
    let repeated = course.grade(&words.split(' ').collect::<Vec<_>>());
    let shown = |screen: &str| {
        let wanted = ["  case", "  input", "  expected", "  got"];
        let lines = screen.lines().filter(|line| wanted.iter().any(|word| line.starts_with(word)));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(shown(&repeated.stdout), shown(&ran.stdout));
    assert_eq!(shown(&ran.stdout).len(), 4);
    ran.stdout
}

#[test]
fn a_wrong_answer_is_shown_small_and_can_be_repeated() {
    let screen = check_repeat(&["spin", "--mutant", "drops_the_last", "--seed", "7"]);
    insta::assert_snapshot!("drops_the_last", screen);
}

#[test]
fn a_wrong_timed_answer_can_be_repeated() {
    check_repeat(&["spin", "--file", "candidates/wrong_when_large.rs"]);
}

#[test]
fn a_file_in_an_archive_is_graded_alone_and_can_be_repeated() {
    let course = Course::shared();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("hw.tar");
    let mut builder = tar::Builder::new(fs::File::create(&path).expect("a file of ours"));
    let source = course.read("solutions/01_spin/mutants/drops_the_last.rs");
    for (name, text) in [
        ("hw/Cargo.toml", "[package]"),
        ("hw/build.rs", "fn main() {}"),
        ("hw/.cargo/config.toml", "[build]\nrustc-wrapper = \"false\""),
        ("hw/student.rs", &source),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        builder.append_data(&mut header, name, text.as_bytes()).expect("a file of ours");
    }
    builder.finish().expect("a file of ours");
    let file = path.to_str().expect("a plain path");
    check_repeat(&["spin", "--file", file, "--seed", "7"]);
    let ran = course.grade(&["spin", "--file", file, "--quick"]);
    let note = "note: ignored in the submission: hw/Cargo.toml, hw/build.rs and \
                hw/.cargo/config.toml\n";
    assert!(ran.stderr.starts_with(note), "{}", ran.stderr);
    assert!(ran.stdout.contains("hw.tar/hw/student.rs"), "{}", ran.stdout);
}

#[test]
fn the_stub_is_told_where_to_begin() {
    let ran = Course::shared().grade(&["spin", "--quick", "--seed", "7"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("stub", ran.stdout);
}

#[test]
fn right_answers_without_timing() {
    let ran = Course::shared().grade(&["spin", "--solution", "--quick"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    insta::assert_snapshot!("right", ran.stdout);
    insta::assert_snapshot!("right_progress", ran.stderr);
}

/// The spec's crate has a stopwatch for experiments. They stand among the
/// student's tests, which no grading compiles.
#[test]
fn tests_of_a_students_own_may_name_the_spec_crate() {
    let (course, _folder) = Course::copy();
    let solution = course.read("solutions/01_spin/solution.rs");
    let graded = |experiment: &str| {
        course.write("timed.rs", &format!("{solution}\n{experiment}\n"));
        course.grade(&["spin", "--file", "timed.rs", "--quick"])
    };
    let experiment = "pub fn time() { grader_spec::timeit(\"one\", || super::spin(&[8])); }";
    let among_tests = graded(&format!("#[cfg(test)] mod tests {{ {experiment} }}"));
    assert_eq!(among_tests.code, 0, "{}{}", among_tests.stdout, among_tests.stderr);
    let everywhere = graded(&format!("mod experiments {{ {experiment} }}"));
    assert_eq!(everywhere.code, 1, "{}", everywhere.stdout);
    assert!(everywhere.stdout.contains("compile_error"), "{}", everywhere.stdout);
}
