//! Real timing on whatever machine this is. It may answer *inconclusive*; it
//! must never say the opposite of the truth.

use crate::course::Course;
use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

fn check(arguments: &[&str], truth: &str) {
    let course = Course::shared();
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let path = file.path().to_str().expect("a plain path");
    let ran = course.grade(&[arguments, &["--json", path]].concat());
    let text = std::fs::read_to_string(path).expect("the result was written");
    let result: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let verdict = result["verdict"].as_str().expect("a verdict").to_owned();
    assert!(verdict == truth || verdict == "inconclusive", "{verdict}:\n{}", ran.stdout);
    tally(&verdict);
    let replayed = course.grade(&["replay", path]);
    assert_eq!(replayed.code, ran.code);
    assert!(replayed.stdout.starts_with(&verdict), "{}", replayed.stdout);
    if verdict == "low_speedup" {
        // It was slow, the solution was not, it was slow again, and beside the solution.
        let attempts = result["timed"][0]["attempts"].as_array().expect("there are attempts");
        let mut roles: Vec<_> = attempts.iter().map(|attempt| &attempt["role"]).collect();
        roles.dedup();
        assert_eq!(roles, ["first", "control", "second", "beside"]);
    }
    if verdict == "low_speedup" && arguments.contains(&"serial") {
        let reason = result["reason"]["text"].as_str().expect("a reason");
        assert!(reason.contains("Cause: serial."), "{reason}");
    }
}

/// Adds a line to the tally that the course's own CI shows. Other tests run beside
/// these, so no share is asked for here: `grade verify` does that.
pub(crate) fn tally(verdict: &str) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("timed_verdicts");
    let mut file = OpenOptions::new().create(true).append(true).open(path).expect("a file of ours");
    // One write: a line is never torn.
    file.write_all(format!("{verdict}\n").as_bytes()).expect("a file of ours");
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

/// A grader that never decides is never wrong. So where the machine was quiet all the
/// time, most must be decided; and wherever it is, few may be wrong.
#[test]
#[ignore = "it needs the machine for itself; the course's own CI runs it alone"]
fn a_quiet_machine_is_certified_and_every_result_names_it() {
    let (course, _folder) = Course::apart();
    let before = doctor(&course);
    assert!(before["machine"]["certified"].is_null());
    let ran = course.grade(&["doctor", "--certify", "24"]);
    let after = doctor(&course);
    if before["condition"] == "one_core" {
        assert_eq!(ran.code, 2, "{}", ran.stdout);
        return;
    }
    assert!(ran.stdout.contains("\n  24 verdicts on candidates of known speedup"), "{ran:?}");
    assert!(ran.stderr.contains("24 of 24 verdicts: "), "{ran:?}");
    let text = course.read("target/grade/certificate.json");
    let certificate: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let trials = certificate["trials"].as_array().expect("an array");
    assert_eq!(trials.len(), 24);
    let certified = &after["machine"]["certified"];
    let count = |name: &str| certified[name].as_u64().expect("a number");
    assert_eq!(count("right") + count("wrong") + count("undecided"), 24, "{certified}");
    let is_quiet = |trial: &serde_json::Value| {
        trial["others"].as_f64().is_some_and(|share| share < grader::measure::ticks::BUSY_SHARE)
    };
    let probed = [&before, &after].map(|doctor| doctor["condition"].as_str().expect("a word"));
    if probed.iter().all(|word| ["quiet", "noisy"].contains(word)) && trials.iter().all(is_quiet) {
        assert_eq!(ran.code, 0, "{ran:?}");
    } else {
        println!("SKIPPED: a share of decided verdicts: this machine was busy ({probed:?})");
        assert!(matches!(ran.code, 0 | 3), "{ran:?}");
    }
}

fn doctor(course: &Course) -> serde_json::Value {
    let ran = course.grade(&["doctor", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("JSON")
}

#[test]
fn doctor_tells_programs_too() {
    let found = doctor(&Course::shared());
    let condition = found["condition"].as_str().expect("a word");
    assert!(["quiet", "noisy", "shared_cores", "busy", "one_core"].contains(&condition));
    assert!(found["probe"]["samples"]["blocks"].is_array(), "{found}");
    assert!(found["machine"]["cores"].is_number() && found["isolation"]["tier"].is_string());
}

/// The values that a process's or a thread's status has for some names.
fn status<const N: usize>(folder: &Path, names: [&str; N]) -> Option<[String; N]> {
    let text = std::fs::read_to_string(folder.join("status")).ok()?;
    let value = |name| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(":\t"));
    let values: Vec<String> =
        names.iter().filter_map(|name| Some(value(name)?.to_owned())).collect();
    values.try_into().ok()
}

/// A thread of a child of some process.
struct Thread {
    name: String,
    /// Whether it is the one that its process began with.
    is_first: bool,
    /// Where it may run.
    cores: String,
}

fn threads_of_children(parent: &str) -> Vec<Thread> {
    let entries = |folder: PathBuf| {
        let entries = folder.read_dir().into_iter().flatten().flatten();
        entries.map(|entry| entry.path())
    };
    let is_child = |process: &PathBuf| {
        status(process, ["PPid"]).is_some_and(|[own_parent]| own_parent == parent)
    };
    let threads = entries(PathBuf::from("/proc"))
        .filter(is_child)
        .flat_map(|process| entries(process.join("task")));
    let known = threads.filter_map(|thread| {
        let [name, group, id, cores] =
            status(&thread, ["Name", "Tgid", "Pid", "Cpus_allowed_list"])?;
        Some(Thread { name, is_first: group == id, cores })
    });
    known.collect()
}

/// Where the wanted threads of a grading's programs might run while it went on.
fn cores_seen(wanted: impl Fn(&Thread) -> bool) -> BTreeSet<String> {
    let mut command = Course::shared().command(&["spin", "--solution"]);
    let mut grading =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    let parent = grading.id().to_string();
    let mut seen = BTreeSet::new();
    while grading.try_wait().expect("it is our child").is_none() {
        let threads = threads_of_children(&parent).into_iter();
        seen.extend(threads.filter(&wanted).map(|thread| thread.cores));
        sleep(Duration::from_millis(5));
    }
    seen
}

/// How many of these are a single core.
fn single(cores: &BTreeSet<String>) -> usize {
    cores.iter().filter(|cores| cores.parse::<usize>().is_ok()).count()
}

/// Else two workers that wake on one core stay there, and every block of a
/// candidate that begins with serial work is lost.
#[test]
fn each_worker_has_a_core_of_its_own_where_that_takes_them_all() {
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let seen = cores_seen(|thread| thread.name.starts_with(grader_spec::WORKER));
    assert_eq!(single(&seen), all, "{seen:?}");
    // Three threads on two cores, for the answers: the system's own choice.
    assert!(all == 1 || seen.len() > all, "{seen:?}");
}

/// Panics where a worker, or what a worker starts, is told of fewer cores than the
/// thread that calls it.
const LOOKS_FOR_ITS_CORES: &str = r#"
fn cores() -> (String, usize) {
    let status = std::fs::read_to_string("/proc/thread-self/status").unwrap_or_default();
    let allowed = status.lines().find(|line| line.starts_with("Cpus_allowed_list")).unwrap_or("");
    (allowed.to_owned(), std::thread::available_parallelism().map_or(0, usize::from))
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let outside = cores();
    rayon::broadcast(|_| {
        std::thread::scope(|scope| {
            let inside = scope.spawn(cores).join().expect("it only looks");
            assert_eq!(inside, outside, "a thread that a worker started");
        });
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
        assert_eq!(pool.install(cores), outside, "a pool inside a pool");
        assert_eq!(std::thread::available_parallelism().map_or(0, usize::from), outside.1);
    });
    starts.iter().map(|&start| one(start)).collect()
}

fn one(start: u64) -> u64 {
    let steps = 1_u64 << start.trailing_zeros().min(12);
    (0..steps).fold(start, |state, _| state.wrapping_mul(6_364_136_223_846_793_005).rotate_left(7))
}
"#;

#[test]
fn what_a_worker_starts_runs_on_every_core() {
    let file = tempfile::Builder::new().suffix(".rs").tempfile().expect("a temporary file");
    std::fs::write(file.path(), LOOKS_FOR_ITS_CORES).expect("a file of ours");
    let path = file.path().to_str().expect("a plain path");
    let (ran, result) = Course::shared().result(&["spin", "--file", path]);
    assert_ne!(result["verdict"], "runtime_error", "{}", ran.stdout);
    assert!(result["timed"][0].is_object(), "it was timed: {}", ran.stdout);
}

/// Else it stays on one, and that may be the slower one for minutes.
#[test]
fn a_serial_rival_gets_another_core_each_time() {
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let seen = cores_seen(|thread| thread.is_first);
    // Some twenty lots are drawn: with many cores not all of them come up.
    assert!(single(&seen) >= all.min(2), "{seen:?}");
}
