//! A student's copy of the course: it grades by itself, and holds no line of any solution.

use crate::course::{Course, GRADE, Ran, ran};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The course that this package belongs to.
fn own_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("it is there")
}

fn grade(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(GRADE);
    command.args(arguments).current_dir(folder).env_remove("CARGO").env("NO_COLOR", "1");
    ran(&command.env("LC_ALL", "C.UTF-8").output().expect("the program starts"))
}

/// A copy of the course, in a folder of its own, and what was said when it was made.
struct Exported {
    course: Course,
    made: Ran,
    _folder: tempfile::TempDir,
}

/// The course as students get it; what it builds stays between runs, in a target folder of
/// that name.
fn exported(options: &[&str], target: &str) -> Exported {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("course");
    let to = root.to_str().expect("a plain path");
    let made = grade(&own_root(), &[&["export", to], options].concat());
    assert_eq!(made.code, 0, "{}", made.stderr);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join(target);
    // What an earlier run built of students' files is not what this one looks at.
    let _ = fs::remove_dir_all(target.join("grade/units"));
    fs::create_dir_all(&target).expect("a folder of ours");
    std::os::unix::fs::symlink(target, root.join("target")).expect("a folder of ours");
    Exported { course: Course { root }, made, _folder: folder }
}

/// Every file below a folder, what is built left out.
fn files(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of ours").flatten() {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn text(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).expect("a file of ours")).into_owned()
}

/// The lines of a file that say where they come from.
fn telling(text: &str) -> impl Iterator<Item = String> {
    let lines = text.lines().map(str::trim);
    let is_telling = |line: &&str| line.chars().count() > 25 && !line.starts_with("use ");
    lines.filter(is_telling).map(str::to_owned)
}

/// The lines of solutions, alternatives and mutants that neither an exercise's own files nor
/// the grader's have.
fn secret_lines() -> BTreeSet<String> {
    let root = own_root();
    let of = |folder: &str| {
        let files = files(&root.join(folder)).into_iter();
        files.flat_map(|path| telling(&text(&path)).collect::<Vec<_>>()).collect()
    };
    let mut secret: BTreeSet<String> = of("solutions");
    for open in [
        "exercises",
        "grader/src",
        "grader/engine/src",
        "grader/engine/template",
        "grader/speedup/src",
        "grader/spec/src",
    ] {
        let open: BTreeSet<String> = of(open);
        secret.retain(|line| !open.contains(line));
    }
    assert!(secret.len() > 2_000, "the solutions were found");
    secret
}

/// Of a copy: no file has one of these lines.
fn assert_no_line_of(secret: &BTreeSet<String>, root: &Path) {
    for path in files(root) {
        let text = text(&path);
        let found: Vec<String> = telling(&text).filter(|line| secret.contains(line)).collect();
        // A page may show how a library is called, a line here and there.
        let allowed = if path.starts_with(root.join("lessons/src")) { 2 } else { 0 };
        assert!(found.len() <= allowed, "{}: {found:#?}", path.display());
    }
}

#[test]
fn a_copy_for_students_grades_and_holds_no_solution() {
    let Exported { course, _folder, .. } = exported(&[], "exported_target");
    let secret = secret_lines();
    assert_no_line_of(&secret, &course.root);
    for absent in ["solutions", ".git", "lessons/src/instructors.md", "grader/tests"] {
        assert!(!course.root.join(absent).exists(), "{absent}");
    }
    // What cargo would build is known, and nothing is missing.
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["update", "--workspace", "--offline", "--locked"]).current_dir(&course.root);
    assert!(cargo.output().expect("cargo starts").status.success(), "the lock file fits");

    let stub = course.grade(&["my_map", "--quick"]);
    assert_eq!(stub.code, 1, "{}{}", stub.stdout, stub.stderr);
    assert!(stub.stdout.contains("replace the `todo!`"), "{}", stub.stdout);
    let student = "exercises/01_my_map/student.rs";
    let right = "pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {\n    \
                 let mut all = vec![];\n    for one in values {\n        all.push(f(one));\n    \
                 }\n    all\n}\n";
    course.write(student, right);
    let (solved, result) = course.result(&["my_map", "--quick"]);
    assert_eq!(solved.code, 0, "{}{}", solved.stdout, solved.stderr);
    assert_eq!((&result["verdict"], &result["control"]), (&"accepted".into(), &"none".into()));
    course.write(student, &right.replace("in values", "in &values[1..]"));
    assert_eq!(course.grade(&["my_map", "--quick"]).code, 1);
    course.write(student, &right.replace("vec![]", "1"));
    let refused = course.grade(&["my_map", "--quick"]);
    assert!(refused.stdout.contains("compile_error"), "{}{}", refused.stdout, refused.stderr);
    // A crash has the baseline as its control.
    course.write(student, &right.replace("    all\n", "    std::process::abort()\n"));
    let crashed = course.grade(&["my_map", "--quick"]);
    assert!(crashed.stdout.contains("runtime_error"), "{}{}", crashed.stdout, crashed.stderr);
    let reset = course.grade(&["reset", "my_map", "--yes"]);
    assert_eq!(reset.code, 0, "{}", reset.stderr);
    assert_eq!(course.read(student), course.read("exercises/01_my_map/stub.rs"));

    // What a sweep tries is asked of the judge, and the stub in it chooses nothing.
    let solution = own_root().join("solutions/12_chunk_size/solution.rs");
    course.write("exercises/12_chunk_size/student.rs", &text(&solution));
    let chosen = course.grade(&["chunk_size"]);
    assert!([0, 3].contains(&chosen.code), "{}{}", chosen.stdout, chosen.stderr);

    for needs_one in [
        &["my_map", "--solution"][..],
        &["my_map", "--mutant", "any"],
        &["my_map", "--accepted", "any"],
        &["solution", "my_map", "--spoil"],
        &["verify", "my_map"],
        &["calibrate", "my_map"],
        &["export", "again"],
    ] {
        let ran = course.grade(needs_one);
        assert_eq!(ran.code, 2, "{needs_one:?}: {}", ran.stdout);
        let says = ran.stderr.contains("error: this copy of the course holds no solution");
        assert!(says, "{needs_one:?}: {}", ran.stderr);
    }
    // Nor do the binaries that were built and that build.
    let built = files(&course.root.join("target/grade/units/my_map"));
    for binary in built.iter().map(PathBuf::as_path).chain([Path::new(GRADE)]) {
        let bytes = fs::read(binary).expect("a file of ours");
        let found = lines_in(&bytes, &secret);
        assert!(found.is_empty(), "{}: {found:?}", binary.display());
    }
}

/// Which of these lines a binary holds, as text.
fn lines_in(bytes: &[u8], lines: &BTreeSet<String>) -> Vec<String> {
    let texts = bytes.split(|byte| !matches!(byte, b' '..=b'~' | b'\t' | 0x80..));
    let texts: Vec<_> = texts.filter(|text| text.len() > 25).map(String::from_utf8_lossy).collect();
    let all: String = texts.join("\n");
    lines.iter().filter(|line| all.contains(line.as_str())).cloned().collect()
}

/// The exercise whose control is shipped below, its student's file, and where programs lie.
const SHIPPED: &str = "parallel_map";
const STUDENT: &str = "exercises/03_parallel_map/student.rs";
const LIST: &str = "control/control.toml";
/// What is said where a control cannot be used.
const NO_CONTROL: &str = "no control for speed: ";

/// The one program of a copy.
fn program(course: &Course) -> PathBuf {
    let all = files(&course.root.join("control"));
    let mut programs = all.into_iter().filter(|path| !path.ends_with(LIST));
    let program = programs.next().expect("it was shipped");
    assert_eq!(programs.next(), None, "the others stay at home");
    program
}

#[test]
#[cfg(target_os = "linux")]
fn a_copy_with_controls_holds_no_solution() {
    let options = ["--with-control=parallel-map,3,timeit,sql"];
    let Exported { course, made, _folder } = exported(&options, "exported_with_control");
    for said in ["`timeit` has no control: its speed", "`sql` has no control: its programs need"] {
        assert!(made.stderr.contains(said), "{}", made.stderr);
    }
    assert!(made.stderr.contains("students can run these programs"), "{}", made.stderr);
    assert!(made.stdout.contains("control/ with solutions as programs for"), "{}", made.stdout);
    assert!(course.read("README.md").contains("but their programs"));
    let secret = secret_lines();
    assert_no_line_of(&secret, &course.root);
    for absent in ["solutions", ".git"] {
        assert!(!course.root.join(absent).exists(), "{absent}");
    }
    let bytes = fs::read(program(&course)).expect("it was shipped");
    let found = lines_in(&bytes, &secret);
    assert!(found.is_empty(), "{found:?}");
    // The exercise's own lines would be seen, and so would paths of this machine.
    let seen = BTreeSet::from(["this program is run by the grader, not by hand".to_owned()]);
    assert_eq!(lines_in(&bytes, &seen).len(), 1, "the test sees texts");
    let home = std::env::var("HOME").unwrap_or_default() + "/.cargo";
    for here in [own_root().to_str().expect("a plain path"), "solution.rs", &home] {
        assert!(!String::from_utf8_lossy(&bytes).contains(here), "{here}");
    }
    for needs_one in [&[SHIPPED, "--solution"][..], &["verify", SHIPPED]] {
        let ran = course.grade(needs_one);
        assert!(ran.stderr.contains("holds no solution"), "{needs_one:?}: {}", ran.stderr);
    }
}

/// A file of the course's solutions as a student's own: `solution.rs`, or a mutant.
fn hand_in(course: &Course, file: &str) {
    let path = own_root().join("solutions/03_parallel_map").join(file);
    course.write(STUDENT, &text(&path));
}

/// The attempts of the first timed case, by what each was for.
fn roles(result: &serde_json::Value) -> Vec<String> {
    let attempts = result["timed"][0]["attempts"].as_array().cloned().unwrap_or_default();
    attempts.iter().map(|one| one["role"].as_str().unwrap_or_default().to_owned()).collect()
}

/// How often a machine that others use may fail to tell that a serial program is slow.
const LOOKS: usize = 4;

/// Grades a slow file until the machine can tell that it is slow.
fn slow_result(course: &Course) -> (Ran, serde_json::Value) {
    hand_in(course, "mutants/serial_in_disguise.rs");
    let mut looked = course.result(&[SHIPPED]);
    for _ in 1..LOOKS {
        assert_ne!(looked.1["verdict"], "accepted", "{}", looked.0.stdout);
        if looked.1["verdict"] == "low_speedup" {
            break;
        }
        looked = course.result(&[SHIPPED]);
    }
    looked
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_that_was_shipped_is_the_control() {
    let options = ["--with-control=parallel_map"];
    let Exported { course, _folder, .. } = exported(&options, "exported_with_control_graded");
    hand_in(&course, "solution.rs");
    let (solved, result) = course.result(&[SHIPPED]);
    assert_ne!(solved.code, 1, "{}{}", solved.stdout, solved.stderr);
    assert_eq!(result["control"], "compiled", "{}{}", solved.stdout, solved.stderr);
    assert!(!solved.stderr.contains(NO_CONTROL), "{}", solved.stderr);

    let (slow, result) = slow_result(&course);
    assert_eq!(result["control"], "compiled");
    let had_control = roles(&result).iter().any(|role| role == "control");
    // Where others use the cores all the while, the file is not known to be slow.
    assert!(had_control || result["verdict"] == "inconclusive", "{}", slow.stdout);
    if result["verdict"] == "low_speedup" {
        assert_eq!(result["confirmed"], true, "{}", slow.stdout);
        assert!(!slow.stdout.contains("holds no solution to check"), "{}", slow.stdout);
    }
    does_without(&course);
}

/// What does not fit is told in a line, and the file is graded as in a copy without controls.
fn does_without(course: &Course) {
    let (program, list) = (program(course), course.read(LIST));
    let bytes = fs::read(&program).expect("it was shipped");
    let spec = course.read("exercises/03_parallel_map/spec.rs");
    let put_back = || {
        fs::write(&program, &bytes).expect("a file of ours");
        course.write(LIST, &list);
        course.write("exercises/03_parallel_map/spec.rs", &spec);
    };
    hand_in(course, "solution.rs");
    let check = |why: &str| {
        let (ran, result) = course.result(&[SHIPPED]);
        let lines: Vec<&str> =
            ran.stderr.lines().filter(|line| line.contains(NO_CONTROL)).collect();
        assert!(lines.len() == 1 && lines[0].contains(why), "{why}: {}", ran.stderr);
        assert_eq!(result["control"], "none", "{why}");
        put_back();
    };
    course.write("exercises/03_parallel_map/spec.rs", &format!("{spec}// Another one.\n"));
    check("the spec or the crates have changed");
    course.change(LIST, "platform = \"", "platform = \"riscv64-");
    check("it was built for riscv64-");
    let (other, hash) = ("#!/bin/sh\necho here I am\n", |text: &[u8]| blake3::hash(text).to_hex());
    fs::write(&program, other).expect("a file of ours");
    course.change(LIST, &hash(&bytes), &hash(other.as_bytes()));
    check("does not work here: ");

    let mut damaged = bytes.clone();
    damaged[bytes.len() / 2] ^= 1;
    fs::write(&program, damaged).expect("a file of ours");
    let (slow, result) = slow_result(course);
    assert!(slow.stderr.contains("is damaged: it is not the program"), "{}", slow.stderr);
    assert_eq!(slow.stderr.matches(NO_CONTROL).count(), 1, "{}", slow.stderr);
    assert_eq!(result["control"], "none");
    assert!(roles(&result).iter().all(|role| role != "control"), "{}", slow.stdout);
    if result["verdict"] == "low_speedup" {
        assert_eq!(result["confirmed"], false, "{}", slow.stdout);
    }
}

#[test]
fn two_copies_are_the_same_and_none_is_written_over_another() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let make = |name: &str| {
        let path = folder.path().join(name);
        grade(&own_root(), &["export", path.to_str().expect("a plain path")])
    };
    assert_eq!(make("one").code, 0);
    fs::create_dir(folder.path().join("two")).expect("a folder of ours");
    assert_eq!(make("two").code, 0, "an empty folder is as good as none");
    let [one, two] = ["one", "two"].map(|name| {
        let root = folder.path().join(name);
        let content = |path: PathBuf| {
            (path.strip_prefix(&root).expect("below it").to_owned(), fs::read(&path).expect("ours"))
        };
        files(&root).into_iter().map(content).collect::<Vec<_>>()
    });
    assert!(one == two, "the same course makes the same copy");
    let again = make("one");
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("one is not empty\nhint: name a folder"), "{}", again.stderr);
    let nowhere = make("no/where");
    assert_eq!(nowhere.code, 2, "{}", nowhere.stderr);
    let left = fs::read_dir(folder.path()).expect("ours").count();
    assert_eq!(left, 2, "nothing is left over");
}

/// A page that quotes a solution loses the quotation, and the instructor is told.
#[test]
fn a_page_that_quotes_a_solution_is_opened() {
    let (course, folder) = Course::copy();
    let solution = course.read("solutions/01_spin/solution.rs");
    let page = course.read("lessons/src/01_spin.md");
    let quoting = format!("{page}\nThe answer:\n\n```rust\n{solution}```\n\nThe end.\n");
    course.write("lessons/src/01_spin.md", &quoting);
    let to = folder.path().join("copy");
    // The fixture's spec lies elsewhere, which a copy cannot.
    let outside = course.grade(&["export", to.to_str().expect("a plain path")]);
    assert_eq!(outside.code, 2);
    assert!(outside.stderr.contains("lies outside the course"), "{}", outside.stderr);
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec");
    copy_all(&spec.join("src"), &course.root.join("spec/src"));
    fs::copy(spec.join("Cargo.toml"), course.root.join("spec/Cargo.toml")).expect("ours");
    let shared = text(&own_root().join("Cargo.toml"));
    let needed = ["bytemuck", "libc", "nix", "postcard", "proptest", "rand", "rand_pcg"];
    let line = |name: &&str| shared.lines().find(|line| line.starts_with(&format!("{name} = ")));
    let lines: Vec<&str> = needed.iter().filter_map(line).collect();
    let lines = format!("[workspace.dependencies]\n{}", lines.join("\n"));
    course.change("Cargo.toml", "[workspace.dependencies]", &lines);
    course.change("Cargo.toml", spec.to_str().expect("a plain path"), "spec");
    let made = course.grade(&["export", to.to_str().expect("a plain path")]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert!(made.stderr.contains("01_spin.md: 1 quotation"), "{}", made.stderr);
    let opened = text(&to.join("lessons/src/01_spin.md"));
    assert!(opened.contains("which this copy leaves out.*\n\nThe end."), "{opened}");
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder of ours");
    for path in files(from) {
        let target = to.join(path.strip_prefix(from).expect("below it"));
        fs::copy(path, target).expect("a file of ours");
    }
}
