//! A grading on another machine: the same screen, codes and files as here. The cluster and
//! the other machine are scripts on the PATH, which do what `salloc`, `srun` and `ssh` do.

use crate::course::{Course, Ran, ran};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs what stands behind the options of salloc and srun.
const SALLOC: &str = "while [ \"${1#--}\" != \"$1\" ] || [ \"$1\" = srun ]; do shift; done
echo 'salloc: job 7 queued and waiting for resources' >&2
exec \"$@\"";
/// Gives its command to a shell, as the daemon of ssh does, and greets as some shells do.
const SSH: &str = "[ \"$1\" = -T ] && [ \"$2\" = lab ] || exit 255
echo 'Welcome to { lab }'
exec sh -c \"$3\"";
/// How long anything may take to end that nobody wants any more.
const ENDED: Duration = Duration::from_secs(30);

/// A folder of such scripts.
fn scripts(scripts: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in scripts {
        let path = folder.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("ours");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("ours");
    }
    folder
}

/// `grade` with these scripts before all other programs.
fn command(course: &Course, scripts: &Path, arguments: &[&str]) -> Command {
    let path = std::env::var("PATH").expect("there is a PATH");
    let mut command = course.command(arguments);
    command.env("PATH", format!("{}:{path}", scripts.display()));
    command
}

fn graded(course: &Course, with: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let folder = scripts(with);
    ran(&command(course, folder.path(), arguments).output().expect("the program starts"))
}

/// A screen without the seconds that it took.
fn timeless(screen: &str) -> String {
    let is_time = |word: &&str| word.parse::<f64>().is_err();
    let line = |line: &str| line.split(' ').filter(is_time).collect::<Vec<_>>().join(" ");
    screen.lines().map(|text| line(text) + "\n").collect()
}

#[test]
fn the_result_is_the_same_as_here() {
    let (course, _folder) = Course::copy();
    let student = "exercises/01_spin/student.rs";
    course.write(student, &course.read("solutions/01_spin/mutants/drops_the_last.rs"));
    let candidates: [&[&str]; 5] = [
        &["--solution"],
        &["--mutant", "drops_the_last"],
        &["--file", "solutions/01_spin/solution.rs"],
        &["--file", "candidates/type_error.rs"],
        &[],
    ];
    for candidate in candidates {
        let asked = [&["spin", "--quick", "--seed", "5"], candidate].concat();
        let here = course.grade(&asked);
        for (on, script) in [("slurm", ("salloc", SALLOC)), ("ssh:lab", ("ssh", SSH))] {
            let there = graded(&course, &[script], &[&asked[..], &["--on", on]].concat());
            let what = format!("{candidate:?} on {on}: {}", there.stderr);
            assert_eq!(there.code, here.code, "{what}");
            assert_eq!(timeless(&there.stdout), timeless(&here.stdout), "{what}");
        }
    }
}

#[test]
fn progress_and_files_are_written_here() {
    let (course, _folder) = Course::copy();
    course.write("exercises/02_total/student.rs", &course.read("solutions/02_total/solution.rs"));
    let asked = ["total", "--on", "slurm", "--json", "result.json"];
    let there = graded(&course, &[("salloc", SALLOC)], &asked);
    assert_eq!(there.code, 0, "{}{}", there.stdout, there.stderr);
    assert!(there.stderr.contains("on slurm: salloc: job 7 queued"), "{}", there.stderr);
    let result: serde_json::Value =
        serde_json::from_str(&course.read("result.json")).expect("JSON");
    assert_eq!(result["candidate"]["origin"], "student");
    assert!(course.read(".progress.toml").contains("total"));
}

#[test]
fn what_goes_wrong_on_the_way_is_told() {
    let (course, _folder) = Course::copy();
    let check = |on: &str, with: (&str, &str), says: [&str; 2]| {
        let there = graded(&course, &[with], &["spin", "--solution", "--quick", "--on", on]);
        assert_eq!(there.code, 2, "{on}: {}{}", there.stdout, there.stderr);
        for words in says {
            assert!(there.stderr.contains(words), "`{words}` in {}", there.stderr);
        }
        assert!(there.stderr.contains("hint: "), "{}", there.stderr);
    };
    check(
        "ssh:lab",
        ("ssh", "echo 'no route to host' >&2; exit 255"),
        ["no route", "`ssh lab true`"],
    );
    check("ssh:lab", ("ssh", "exit 127"), ["exit code 127", "install `grade` there"]);
    check("ssh:lab", ("ssh", "kill -9 $$"), ["ended by a signal", "--version"]);
    check("ssh:lab:/nowhere", ("ssh", SSH), ["on `lab`: ", "/nowhere"]);
    check(
        "slurm",
        ("salloc", "echo '{'; echo '  \"schema\": 99'; echo '}'"),
        ["version 99", "same"],
    );
    check("slurm", ("salloc", "echo '{'; echo '}'"), ["what `slurm` sent is not", "same"]);
    check(
        "slurm",
        ("salloc", "echo 'invalid partition' >&2; exit 1"),
        ["invalid", "SALLOC_PARTITION"],
    );
    check("slurm", ("salloc", "exec no-such-program"), ["not found", "a disk that all share"]);
}

#[test]
fn a_place_that_is_none_is_refused() {
    let ran = Course::shared().grade(&["spin", "--on", "mars"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("write `slurm`, `ssh:HOST`"), "{}", ran.stderr);
}

#[test]
fn without_the_tool_it_is_named() {
    let course = Course::shared();
    for (on, tool) in [("slurm", "salloc"), ("ssh:lab", "ssh")] {
        let mut command = course.command(&["spin", "--solution", "--quick", "--on", on]);
        let ran = ran(&command.env("PATH", "/nowhere").output().expect("the program starts"));
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains(&format!("no `{tool}` on the PATH")), "{}", ran.stderr);
    }
}

#[test]
fn who_is_told_to_end_ends_the_job_first() {
    let course = Course::shared();
    let note = tempfile::NamedTempFile::new().expect("a temporary file");
    let path = note.path().display();
    let salloc = format!(
        "trap 'echo cancelled >{path}; kill $!; exit 1' TERM\necho begun >{path}\nsleep 60 &\nwait"
    );
    let folder = scripts(&[("salloc", &salloc)]);
    let mut command = command(&course, folder.path(), &["spin", "--solution", "--on", "slurm"]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child = child.expect("the program starts");
    let said = || fs::read_to_string(note.path()).expect("ours").trim().to_owned();
    let begun = Instant::now();
    while said() != "begun" {
        assert!(begun.elapsed() < ENDED, "it never began");
        std::thread::sleep(Duration::from_millis(10));
    }
    kill(Pid::from_raw(child.id().cast_signed()), Signal::SIGTERM).expect("it is ours");
    let status = child.wait().expect("it is ours");
    assert_eq!(status.signal(), Some(Signal::SIGTERM as i32), "{status}");
    assert_eq!(said(), "cancelled");
}

/// The person who asked has gone, and with them the connection: nothing goes on there.
#[test]
fn a_grading_that_nobody_hears_ends() {
    let course = Course::shared();
    let mut command = course.command(&["spin", "--solution", "--remote", "a.rs"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    drop(child.stdout.take());
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("it is ours") {
            break status;
        }
        assert!(begun.elapsed() < ENDED, "it goes on");
        std::thread::sleep(Duration::from_millis(10));
    };
    // Its verdict would have been another code.
    assert_eq!(status.code(), Some(1));
}
