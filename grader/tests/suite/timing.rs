//! Real timing on whatever machine this is. It may answer *inconclusive*; it
//! must never say the opposite of the truth.

use crate::course::Course;
use grader::measure::probe::PROBE;
use grader::measure::session::{Session, Side};
use grader::process::enclosure::Enclosure;
use grader::process::{Isolation, Limits, Program, Spawner};
use std::fs::read_to_string;
use std::path::Path;

fn check(arguments: &[&str], truth: &str) {
    let course = Course::shared();
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let path = file.path().to_str().expect("a plain path");
    let ran = course.grade(&[arguments, &["--json", path]].concat());
    let text = read_to_string(path).expect("the result was written");
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

/// On which cores each worker of a candidate's pool may run.
#[cfg(target_os = "linux")]
fn cores_of_workers(threads: usize) -> Vec<String> {
    let grade = Path::new(env!("CARGO_BIN_EXE_grade"));
    let spawner = Spawner::new(grade.to_owned(), Isolation::Off);
    let program =
        Program::new(grade, Path::new("/")).arg(PROBE).enclosed(Enclosure::candidate(grade));
    let limits = Limits { time_wall_s: 20.0, memory_peak_mib: 1024 };
    let session =
        Session::start_program(&spawner, &program, PROBE, Side::Candidate, threads, limits);
    let session = session.expect("the probe starts");
    let line = |status: &str, name: &str| {
        let value = status.lines().find_map(|line| line.strip_prefix(name));
        value.map(|value| value.trim().to_owned())
    };
    let own_id = Some(std::process::id().to_string());
    let is_ours = |process: &Path| {
        let status = read_to_string(process.join("status")).unwrap_or_default();
        let command = read_to_string(process.join("cmdline")).unwrap_or_default();
        line(&status, "PPid:") == own_id && command.contains(PROBE)
    };
    let entries = |folder: &Path| {
        let entries = folder.read_dir().into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let processes = entries(Path::new("/proc")).into_iter().filter(|process| is_ours(process));
    let threads = processes.flat_map(|process| entries(&process.join("task")));
    let statuses = threads.flat_map(|thread| read_to_string(thread.join("status")));
    let is_worker = |status: &String| {
        line(status, "Name:").is_some_and(|name| name.starts_with(grader_spec::WORKER))
    };
    let cores = statuses.filter(is_worker).flat_map(|s| line(&s, "Cpus_allowed_list:")).collect();
    drop(session);
    cores
}

/// Else two workers that wake on one core stay there, and every block of a
/// candidate that begins with serial work is lost.
#[test]
#[cfg(target_os = "linux")]
fn each_worker_has_a_core_of_its_own_where_that_takes_them_all() {
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let mut bound = cores_of_workers(all);
    bound.sort();
    bound.dedup();
    assert_eq!(bound.len(), all, "{bound:?}");
    assert!(bound.iter().all(|cores| cores.parse::<usize>().is_ok()), "{bound:?}");
    let free = cores_of_workers(all + 1);
    assert_eq!(free.len(), all + 1);
    assert!(free.iter().all(|cores| *cores == free[0]), "{free:?}");
}
