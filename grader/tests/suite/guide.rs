//! Every command of the instructor's guide is typed, in the order of the page, in a scratch
//! copy of the tests' course.

use crate::course::{Course, GRADE};
use std::fmt::Write;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The first words of a block that is not run; the reason follows.
const NOT_RUN: &str = "# not run in the tests: ";
/// What the page calls the course's own exercise.
const EXERCISE: (&str, &str) = ("parallel_map", "spin");

/// One block of the page.
#[derive(Debug, PartialEq)]
enum Block {
    Run(Vec<String>),
    /// Why not.
    NotRun(String),
}

/// The blocks of a page that show a console.
fn blocks(page: &str) -> Vec<Block> {
    let texts = page.split("\n```console\n").skip(1);
    let texts = texts.map(|rest| rest.split("\n```").next().unwrap_or_default());
    let block = |text: &str| {
        if let Some(reason) = text.lines().next().and_then(|line| line.strip_prefix(NOT_RUN)) {
            return Block::NotRun(reason.to_owned());
        }
        let typed = text.lines().filter_map(|line| line.strip_prefix("$ "));
        Block::Run(typed.map(str::to_owned).collect())
    };
    texts.map(block).collect()
}

/// Where a block is run, and as what. A copy for others is one of the course that brings the
/// grader, and is written beside the scratch copy.
fn placed(typed: &[String], scratch: &Course) -> (PathBuf, String) {
    let text = typed.join("\n");
    if text.contains(" export ") {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let beside = scratch.root.parent().expect("a folder of ours");
        return (own, text.replace("../", &format!("{}/", beside.display())));
    }
    (scratch.root.clone(), text.replace(EXERCISE.0, EXERCISE.1))
}

/// Programs as they are found on the path: `grade`, where a verdict is no failure, and
/// `cargo` with the course's aliases.
fn programs(folder: &Path) {
    let grade = format!(
        "#!/bin/sh\n\"{GRADE}\" \"$@\"\ncode=$?\n\
         case $code in 0|1|3) exit 0;; *) exit $code;; esac\n"
    );
    let cargo = format!(
        "#!/bin/sh\ncase $1 in grade) shift; exec grade \"$@\";; \
         verify) exec grade \"$@\";; *) exec {:?} \"$@\";; esac\n",
        env!("CARGO")
    );
    for (name, text) in [("grade", grade), ("cargo", cargo)] {
        let file = folder.join(name);
        fs::write(&file, text).expect("a file of ours");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a file of ours");
    }
}

/// A class of two, and a course whose calibration takes seconds.
fn prepare(course: &Course) {
    let solution = course.read("solutions/01_spin/solution.rs");
    for (who, text) in [("ada", &solution), ("bo", &format!("{solution}// Mine.\n"))] {
        let folder = format!("submissions/{who}/spin");
        fs::create_dir_all(course.root.join(&folder)).expect("a folder of ours");
        course.write(&format!("{folder}/student.rs"), text);
    }
    for mutant in ["one_lock", "sixteen_threads_a_core", "spins_earlier_ones_too", "serial"] {
        let path = format!("solutions/01_spin/mutants/{mutant}.rs");
        fs::remove_file(course.root.join(path)).expect("a file of ours");
    }
}

#[test]
fn every_command_of_the_guide_is_typed() {
    let page = include_str!("../../../lessons/src/instructors.md");
    assert!(!page.contains("```sh"), "commands of the guide stand in ```console blocks");
    let (course, folder) = Course::copy();
    prepare(&course);
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).expect("a folder of ours");
    programs(&bin);
    let path = std::env::var("PATH").unwrap_or_default();
    let (mut failed, mut ran, mut left) = (String::new(), 0, Vec::new());
    for block in blocks(page) {
        let typed = match block {
            Block::NotRun(reason) => {
                left.push(reason);
                continue;
            }
            Block::Run(typed) => typed,
        };
        ran += typed.len();
        let mut shell = Command::new("bash");
        let (root, text) = placed(&typed, &course);
        shell.args(["-e", "-c", &text]).current_dir(root);
        shell.env("PATH", format!("{}:{path}", bin.display())).env("HOME", folder.path());
        shell.env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1").env_remove("CARGO");
        // Toolchains lie below the real home.
        for name in ["CARGO_HOME", "RUSTUP_HOME"] {
            if let Some(home) = std::env::var_os(name).or_else(|| home_of(name)) {
                shell.env(name, home);
            }
        }
        let output = shell.output().expect("a shell");
        if !output.status.success() {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
            let _ = writeln!(failed, "$ {}\n{stdout}{stderr}", typed.join("\n$ "));
        }
    }
    assert!(failed.is_empty(), "{failed}");
    assert!(ran >= 18, "{ran} commands");
    assert!(left.len() <= 6 && left.iter().all(|reason| reason.len() > 10), "{left:?}");
    let stub = course.root.join("compared/spin/base/student.rs");
    assert!(stub.is_file(), "the files for a comparison");
    assert!(folder.path().join("course_for_students/exercises").is_dir(), "the students' copy");
}

/// Where cargo and rustup are by themselves.
fn home_of(name: &str) -> Option<std::ffi::OsString> {
    let folder = if name == "CARGO_HOME" { ".cargo" } else { ".rustup" };
    let place = Path::new(&std::env::var_os("HOME")?).join(folder);
    place.is_dir().then(|| place.into_os_string())
}

#[test]
fn a_block_says_what_is_typed_or_why_nothing_is() {
    let page = "a\n```console\n$ grade parallel_map\nshown\n$ ls\n```\n\n```console\n\
                # not run in the tests: no network\n$ curl\n```\n```rust\n$ no\n```\n";
    let typed = ["grade parallel_map", "ls"].map(str::to_owned).to_vec();
    assert_eq!(blocks(page), [Block::Run(typed), Block::NotRun("no network".to_owned())]);
}
