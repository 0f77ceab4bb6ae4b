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

/// The course as students get it, in a folder of its own; what it builds stays between runs.
fn exported() -> (Course, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("course");
    let made = grade(&own_root(), &["export", root.to_str().expect("a plain path")]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("exported_target");
    // What an earlier run built of students' files is not what this one looks at.
    let _ = fs::remove_dir_all(target.join("grade/units"));
    fs::create_dir_all(&target).expect("a folder of ours");
    std::os::unix::fs::symlink(target, root.join("target")).expect("a folder of ours");
    (Course { root }, folder)
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

#[test]
fn a_copy_for_students_grades_and_holds_no_solution() {
    let (course, _folder) = exported();
    let secret = secret_lines();
    for path in files(&course.root) {
        let text = text(&path);
        let found: Vec<String> = telling(&text).filter(|line| secret.contains(line)).collect();
        // A page may show how a library is called, a line here and there.
        let allowed = if path.starts_with(course.root.join("lessons/src")) { 2 } else { 0 };
        assert!(found.len() <= allowed, "{}: {found:#?}", path.display());
    }
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
