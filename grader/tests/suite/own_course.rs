//! A course in a folder of its own, outside this repository, with an installed program.

use crate::course::{Course, GRADE, Ran, ran};
use std::fs;
use std::path::Path;
use std::process::Command;

fn grade(folder: &Path, arguments: &[&str], named: Option<&Path>) -> Ran {
    let mut command = Command::new(GRADE);
    command.args(arguments).current_dir(folder).env_remove("CARGO").env("NO_COLOR", "1");
    command.env_remove("GRADE_COURSE").envs(named.map(|course| ("GRADE_COURSE", course)));
    ran(&command.env("LC_ALL", "C.UTF-8").output().expect("the program starts"))
}

#[test]
fn a_course_of_its_own_is_made_verified_and_pinned() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("course");
    let place = root.to_str().expect("a plain path");
    let made = grade(folder.path(), &["init", place], None);
    assert_eq!(made.code, 0, "{}", made.stderr);
    // What is built stays between runs.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own_course_target");
    fs::create_dir_all(&target).expect("a folder of ours");
    std::os::unix::fs::symlink(target, root.join("target")).expect("a folder of ours");
    let again = grade(folder.path(), &["init", place], None);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("is not empty\nhint: name a folder"), "{}", again.stderr);

    let empty = grade(&root, &["list"], None);
    assert_eq!(empty.code, 0, "{}", empty.stderr);
    let new = grade(folder.path(), &["--course", place, "new", "my_topic"], None);
    assert_eq!(new.code, 0, "{}", new.stderr);
    let verified = grade(folder.path(), &["verify", "--correctness"], Some(&root));
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
    assert!(verified.stdout.contains(" sound, 0 broken"), "{}", verified.stdout);
    let student = folder.path().join("student");
    let exported = grade(&root, &["export", student.to_str().expect("a plain path")], None);
    assert_eq!(exported.code, 0, "{}", exported.stderr);
    assert!(student.join("grader/spec/src/lib.rs").is_file());

    let course = Course { root };
    let manifest = course.read("Cargo.toml");
    course.write("Cargo.toml", &manifest.replace("engine = \"", "engine = \"9"));
    let other = course.grade(&["list"]);
    assert_eq!(other.code, 2);
    assert!(other.stderr.contains("error: this course is pinned to version 9"), "{}", other.stderr);
    assert!(other.stderr.contains("\nhint: install the grader that"), "{}", other.stderr);
    assert_eq!(course.grade(&["init", "--update"]).code, 0);
    assert_eq!(course.read("Cargo.toml"), manifest);
    course.write("grader/spec/src/kernel.rs", "// Changed.\n");
    let changed = course.grade(&["list"]);
    assert!(changed.stderr.contains("kernel.rs is not that of this grader"), "{}", changed.stderr);
    assert_eq!(course.grade(&["init", "--update"]).code, 0);
    assert_eq!(course.grade(&["list"]).code, 0);
}

#[test]
fn a_course_that_brings_the_grader_is_pinned_to_none() {
    let (course, folder) = Course::copy();
    let update = course.grade(&["init", "--update"]);
    assert_eq!(update.code, 2);
    assert!(update.stderr.contains("Cargo.toml is pinned to no engine"), "{}", update.stderr);
    let nowhere = grade(folder.path(), &["list"], Some(Path::new("nowhere")));
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.stderr.contains("cannot open nowhere"), "{}", nowhere.stderr);
    // What is typed goes before what the environment says.
    let typed = ["--course", course.root.to_str().expect("a plain path"), "list"];
    assert_eq!(grade(folder.path(), &typed, Some(Path::new("nowhere"))).code, 0);
}
