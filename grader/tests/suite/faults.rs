//! A broken course is an error that names the file and the mend, never a
//! verdict and never a panic; and `verify` sees it.

use crate::course::{Course, GRADE, processes_below};
use grader::compile::{Compiler, Dependencies};
use grader::process::{Isolation, Spawner};
use std::fs;
use std::time::{Duration, Instant};

#[test]
fn a_broken_manifest_names_file_line_and_mend() {
    let (course, _folder) = Course::copy();
    course.change("exercises/01_spin/exercise.toml", "title", "tilte");
    let ran = course.grade(&["spin"]);
    assert_eq!(ran.code, 2);
    insta::assert_snapshot!("fault_manifest", ran.stderr);
}

#[test]
fn a_spec_that_does_not_compile_is_the_courses_fault() {
    let (course, _folder) = Course::copy();
    course.change("exercises/01_spin/spec.rs", "type Output = Vec<u64>", "type Output = Vec<u32>");
    let ran = course.grade(&["spin", "--quick"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("the judge of `spin` does not compile"), "{}", ran.stderr);
    assert!(ran.stderr.contains("--> exercises/01_spin/spec.rs:"), "{}", ran.stderr);
    assert!(ran.stderr.contains("hint: mend exercises/01_spin/spec.rs"), "{}", ran.stderr);
}

/// Between finding a library built and using it, somebody may clean up.
#[test]
fn a_library_that_vanishes_is_nobodys_compile_error() {
    let (apart, _folder) = Course::apart();
    let course = grader::course::Course::find(&apart.root).expect("a course");
    let spin = course.exercise("spin").expect("the fixture has it");
    let spawner = Spawner::new(GRADE.into(), Isolation::Auto);
    let compiler = Compiler::new(spawner, &apart.root).expect("there is Rust");
    let needs = compiler.dependencies(&spin, &mut |_| {}).expect("they are built");
    let mut record = serde_json::to_value(&needs).expect("a record");
    record["direct"][0]["file"] = "/nowhere/libgone.rlib".into();
    let gone: Dependencies = serde_json::from_value(record).expect("a record");
    let candidate = spin.solution().expect("the fixture has it");
    let built = compiler.build(&spin, &gone, &candidate);
    let fault = built.expect_err("it is no verdict on the file").to_string();
    assert!(fault.contains("what `spin` depends on vanished"), "{fault}");
    assert!(fault.contains("hint: is something cleaning `target/`?"), "{fault}");
}

/// A build folder may be reached over a link that does not live as long.
#[test]
fn what_is_built_over_a_link_stays_when_the_link_goes() {
    let shared = Course::shared();
    let (course, _folder) = Course::copy();
    let record = "target/grade/deps/total.json";
    // So it is built now; nobody minds who needs it too.
    let _ = fs::remove_file(course.root.join(record));
    course.grade(&["total", "--solution", "--quick"]);
    let text = shared.read(record);
    let link = course.root.to_string_lossy().into_owned();
    assert!(!text.contains(&link), "it names the link: {text}");
}

#[test]
fn a_spec_that_panics_is_the_courses_fault() {
    let (course, _folder) = Course::copy();
    course.change(
        "exercises/01_spin/spec.rs",
        "starts.iter().map(|&start|",
        "starts.iter().map(|&start| if start == 0 { panic!(\"no start\") } else {",
    );
    course.change(
        "exercises/01_spin/spec.rs",
        "spin(start)).collect()",
        "spin(start) }).collect()",
    );
    course.change(
        "exercises/01_spin/spec.rs",
        "rng.random_range(0..=u64::MAX / steps) * steps",
        "{ let _ = &rng; 0 * steps }",
    );
    let ran = course.grade(&["spin", "--solution", "--quick"]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("the judge failed"), "{}", ran.stderr);
    assert!(ran.stderr.contains("no start"), "{}", ran.stderr);
}

#[test]
fn a_folder_without_a_manifest_says_so() {
    let (course, _folder) = Course::copy();
    fs::create_dir(course.root.join("exercises/03_empty")).expect("a folder of ours");
    let ran = course.grade(&["list"]);
    assert_eq!(ran.code, 2);
    insta::assert_snapshot!("fault_no_manifest", ran.stderr);
    let other = course.grade(&["spin", "--solution", "--quick"]);
    assert_eq!(other.code, 0, "the other exercises still work: {}", other.stderr);
    fs::create_dir(course.root.join("exercises/readme")).expect("a folder of ours");
    let ran = course.grade(&["spin"]);
    insta::assert_snapshot!("fault_odd_folder", ran.stderr);
}

#[test]
fn a_missing_solution_says_what_it_is_for() {
    let (course, _folder) = Course::copy();
    fs::remove_file(course.root.join("solutions/01_spin/solution.rs")).expect("a file of ours");
    let ran = course.grade(&["spin"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("hint: every exercise has a solution"), "{}", ran.stderr);
}

#[test]
fn a_file_that_is_not_text_is_named_with_its_line() {
    let (course, _folder) = Course::copy();
    fs::write(course.root.join("exercises/01_spin/student.rs"), b"fn a() {}\n\xff\n")
        .expect("ours");
    let ran = course.grade(&["spin"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("exercises/01_spin/student.rs:2 is not UTF-8"), "{}", ran.stderr);
}

/// Breaks one law at a time; `verify` must name it.
fn check_law(break_it: impl Fn(&Course), says: &str) {
    let (course, _folder) = Course::copy();
    break_it(&course);
    let ran = course.grade(&["verify", "--correctness", "--yes"]);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(unbroken(&ran.stdout).contains(&unbroken(says)), "`{says}` in:\n{}", ran.stdout);
}

#[test]
fn verify_finds_a_sound_course_sound() {
    let (course, _folder) = Course::copy();
    let ran = course.grade(&["verify", "--correctness", "--yes"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    insta::assert_snapshot!("verify_sound", ran.stdout);
}

#[test]
fn verify_sees_a_mutant_with_another_verdict() {
    let mutant = "solutions/01_spin/mutants/drops_the_last.rs";
    check_law(
        |course| course.change(mutant, "wrong_answer", "time_limit"),
        "expected time_limit, got wrong_answer",
    );
}

#[test]
fn verify_sees_a_quiz_that_is_wrong_about_the_compiler() {
    let question = "[[questions]]\nask = \"?\"\nshow = \"let a: u8 = 1.0;\"\nchoices = [\"Yes\", \
                    \"E0277\"]\nright = 2\ncompiler = \"E0277\"\nbecause = \"?\"\n";
    check_law(
        |course| course.write("exercises/01_spin/quiz.toml", question),
        "question 1: `compiler = \"E0277\"` is not so: error[E0308]: mismatched types",
    );
}

#[test]
fn verify_sees_a_mutant_that_is_not_caught() {
    let mutant = "solutions/01_spin/mutants/forgets_the_spin.rs";
    let header = "//! Expect: wrong_answer\n//! Because: it is not.\n\n";
    check_law(
        |course| {
            let solution = course.read("solutions/01_spin/solution.rs");
            let code = solution.split_once("\n\n").expect("a header").1;
            course.write(mutant, &format!("{header}{code}"));
        },
        "expected wrong_answer, got accepted",
    );
}

#[test]
fn verify_sees_a_solution_that_is_wrong_at_a_size_that_no_case_has() {
    check_law(
        |course| {
            let solution = course.read("solutions/01_spin/solution.rs");
            let wrong =
                solution.replace(".collect()", ".skip(usize::from(starts.len() == 31)).collect()");
            assert_ne!(wrong, solution);
            course.write("solutions/01_spin/solution.rs", &wrong);
        },
        "with size 31 in place of its own, case `many`: wrong_answer",
    );
}

#[test]
fn verify_sees_a_stub_that_is_already_right() {
    check_law(
        |course| {
            course.write(
                "exercises/01_spin/student.rs",
                &course.read("solutions/01_spin/solution.rs"),
            );
        },
        "it is not rejected",
    );
}

#[test]
fn verify_sees_a_wrong_solution() {
    let mutant = "solutions/01_spin/mutants/drops_the_last.rs";
    check_law(
        |course| course.write("solutions/01_spin/solution.rs", &course.read(mutant)),
        "expected accepted, got wrong_answer",
    );
}

#[test]
fn verify_sees_what_does_not_line_up() {
    let remove =
        |course: &Course, path: &str| fs::remove_file(course.root.join(path)).expect("ours");
    check_law(|course| remove(course, "lessons/src/01_spin.md"), "01_spin.md is missing");
    check_law(
        |course| course.write("lessons/src/SUMMARY.md", ""),
        "SUMMARY.md has no line for 01_spin.md",
    );
    check_law(
        |course| course.write("lessons/src/09_gone.md", ""),
        "09_gone.md belongs to no exercise",
    );
    check_law(
        |course| course.write("exercises/01_spin/notes.txt", ""),
        "notes.txt is not part of an exercise",
    );
    check_law(
        |course| course.change("lessons/src/01_spin.md", "- `serial`\n", ""),
        "`serial` is not among the lesson's pitfalls",
    );
    check_law(
        |course| course.change("lessons/src/01_spin.md", ", 3)", ", 4)"),
        "test result: FAILED",
    );
    check_law(
        |course| course.change("solutions/01_spin/solution.rs", "&[u64]", " &[u64]"),
        "Diff in",
    );
    check_law(
        |course| {
            course.change(
                "solutions/01_spin/solution.rs",
                "starts.par_iter().map(|&start| one(start)).collect()",
                "let spun = starts.par_iter().map(|&start| one(start)).collect();
    spun",
            );
        },
        "returning the result of a `let` binding",
    );
    check_law(
        |course| remove(course, "solutions/01_spin/mutants/drops_the_last.rs"),
        "1 wrong and 5 slow mutants",
    );
    check_law(
        |course| {
            course.change("exercises/01_spin/student.rs", "todo!", "let unused = 1;\n    todo!");
        },
        "unused variable",
    );
}

/// Breaks the spec of `spin`; `verify` must say so.
fn check_spec_law(changes: &[(&str, &str)], says: &str) {
    let (course, _folder) = Course::copy();
    for (old, new) in changes {
        course.change("exercises/01_spin/spec.rs", old, new);
    }
    let ran = course.grade(&["verify", "--correctness", "spin"]);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(unbroken(&ran.stdout).contains(&unbroken(says)), "`{says}` in:\n{}", ran.stdout);
}

/// Before it, a checker can stand.
const PERTURB: &str = "    fn perturb(&self, starts";
/// A checker that only counts the answer's values.
const COUNTS: &str = "    fn check(
        &self,
        _: &Vec<u64>,
        expected: &Vec<u64>,
        actual: &Vec<u64>,
    ) -> Result<(), grader_spec::Mismatch> {
        grader_spec::equal(&expected.len(), &actual.len())
    }

    fn perturb(&self, starts";

#[test]
fn verify_sees_an_answer_that_does_not_depend_on_its_input() {
    check_spec_law(&[(PERTURB, COUNTS)], "case `large`: `check` takes the answer to another input");
    check_spec_law(
        &[("Some(starts)\n", "None\n")],
        "case `large`: `perturb` changes no part of its input",
    );
    check_spec_law(
        &[
            ("rng.random_range(0..starts.len());\n", "starts.len() - rng.random_range(1..=1);\n"),
            (
                "starts.iter().map(|&start| spin(start))",
                "starts.iter().take(99).map(|&start| spin(start))",
            ),
        ],
        "and the right answer stays the same: `perturb` must change it",
    );
}

/// Breaks a law of `spin` about alternatives; `verify` must say so.
fn check_alternatives(break_it: impl Fn(&Course), says: &str) {
    let (course, _folder) = Course::copy();
    break_it(&course);
    let ran = course.grade(&["verify", "--correctness", "spin"]);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(unbroken(&ran.stdout).contains(&unbroken(says)), "`{says}` in:\n{}", ran.stdout);
}

#[test]
fn a_change_that_panics_is_the_courses_fault() {
    let (course, _folder) = Course::copy();
    let spec = "exercises/01_spin/spec.rs";
    course.change(spec, "starts[at] ^= 1 << 40", "starts[at + 1_000] ^= 1 << 40");
    let ran = course.grade(&["verify", "--correctness", "spin"]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    let says = "the spec panicked on a changed input of case `many`: index out of bounds";
    assert!(ran.stderr.contains(says), "{}", ran.stderr);
}

#[test]
fn verify_sees_alternatives_that_are_too_few_or_wrong() {
    const ACCEPTED: &str = "solutions/01_spin/accepted/own_threads.rs";
    const SERIAL: &str = "solutions/01_spin/serial/pushes_each.rs";
    let remove =
        |course: &Course, path: &str| fs::remove_file(course.root.join(path)).expect("ours");
    check_alternatives(
        |course| remove(course, ACCEPTED),
        "2 of 3 alternatives: write into solutions/01_spin/accepted",
    );
    check_alternatives(
        |course| remove(course, SERIAL),
        "1 of 2 serial alternatives: write into solutions/01_spin/serial",
    );
    check_alternatives(
        |course| course.change(ACCEPTED, "Because", "Reason"),
        "own_threads.rs does not say why it is there",
    );
    check_alternatives(
        |course| course.change(ACCEPTED, "one(start)", "start"),
        "accepted/own_threads     expected accepted, got wrong_answer",
    );
    check_alternatives(
        |course| course.change(SERIAL, ".push(one(start))", ".push(start)"),
        "serial/pushes_each       expected right answers, got wrong_answer",
    );
}

#[test]
fn verify_sees_that_no_mutant_has_a_wrong_answer() {
    let mutant = "solutions/02_total/mutants/drops_the_first.rs";
    check_law(
        |course| course.change(mutant, "wrong_answer", "runtime_error"),
        "no mutant expects `wrong_answer`",
    );
}

#[test]
fn verify_sees_a_limit_that_holds_for_examples_only() {
    check_law(
        |course| {
            let manifest = "exercises/02_total/exercise.toml";
            course.change(manifest, "cases = [\"many\"]", "cases = [\"three\"]");
        },
        "the limit on chunks held at once holds for no hidden case",
    );
}

#[test]
fn a_killed_grader_leaves_no_candidate_running() {
    let (course, _folder) = Course::apart();
    let units = course.root.join("target/grade/units");
    let mut grader = endless(&course, &[]);
    let patience = Instant::now() + Duration::from_mins(1);
    grader.kill().expect("it is ours");
    grader.wait().expect("it is ours");
    while !processes_below(&units).is_empty() {
        assert!(Instant::now() < patience, "a candidate outlived its grader");
        std::thread::yield_now();
    }
}

/// Starts a grading that never ends, and waits until its candidate runs.
fn endless(course: &Course, more: &[&str]) -> std::process::Child {
    let arguments = ["spin", "--file", "candidates/loops_forever.rs", "--quick"];
    let child = course
        .command(&[&arguments[..], more].concat())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the program starts");
    let patience = Instant::now() + Duration::from_mins(1);
    while processes_below(&course.root.join("target/grade/units")).len() < 2 {
        assert!(Instant::now() < patience, "the candidate never started");
        std::thread::yield_now();
    }
    child
}

/// Ctrl-C: nothing runs on, and no half-written result is taken for a whole one.
#[test]
fn an_interrupted_grader_leaves_nothing_behind() {
    use std::os::unix::process::ExitStatusExt;
    let (course, folder) = Course::apart();
    let result = folder.path().join("result.json");
    let path = result.to_str().expect("a plain path");
    let mut grader = endless(&course, &["--json", path]);
    let id = nix::unistd::Pid::from_raw(grader.id().cast_signed());
    nix::sys::signal::kill(id, nix::sys::signal::Signal::SIGINT).expect("it is ours");
    let status = grader.wait().expect("it is ours");
    assert_eq!(status.signal(), Some(2), "{status}");
    let patience = Instant::now() + Duration::from_secs(30);
    let units = course.root.join("target/grade/units");
    while !processes_below(&units).is_empty() {
        assert!(Instant::now() < patience, "a candidate outlived its grader");
        std::thread::yield_now();
    }
    assert!(!result.exists(), "an interrupted run wrote a result");
    let names = fs::read_dir(folder.path()).expect("a folder of ours").flatten();
    let names: Vec<_> = names.map(|entry| entry.file_name()).collect();
    assert_eq!(names, ["course"], "something was left beside the course");
    // Nor is an older one taken for this run's.
    fs::write(&result, include_str!("../evidence/quiet_serial.json")).expect("ours");
    let mut grader = endless(&course, &["--json", path]);
    grader.kill().and_then(|()| grader.wait()).expect("it is ours");
    let text = fs::read_to_string(&result).expect("it is still there");
    assert!(text.contains("\"fault\"") && !text.contains("verdict"), "{text}");
}

#[test]
fn a_full_disk_is_a_fault_with_a_name() {
    // Writing to /dev/full always fails as a full disk does.
    let course = Course::shared();
    let ran = course.grade(&["spin", "--solution", "--quick", "--json", "/dev/full"]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("cannot write /dev/full: No space left"), "{}", ran.stderr);
}

#[test]
fn a_target_that_cannot_be_written_is_a_fault_with_a_name() {
    let (course, _folder) = Course::apart();
    // For root nothing is read-only; but a file is no folder.
    fs::create_dir_all(course.root.join("target/grade/units")).expect("a folder of ours");
    fs::write(course.root.join("target/grade/units/spin"), "in the way").expect("ours");
    let ran = course.grade(&["spin", "--solution", "--quick"]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("units/spin"), "{}", ran.stderr);
    assert!(ran.stderr.contains("hint: "), "{}", ran.stderr);
}

/// A text without its line breaks and columns.
fn unbroken(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
