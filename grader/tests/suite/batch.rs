//! A made-up class is graded as a whole: every verdict is the known one, and whoever ends
//! the program in the midst of it loses nothing and counts nothing twice.

use crate::course::{Course, Ran};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// So often the program is killed, unless `GRADE_TESTS_KILLS` says otherwise.
const KILLS: usize = 100;
/// The killed run's environment has this, and so has all that it started.
const MARK: &str = "GRADE_TESTS_BATCH_MARK";
/// How long what was started may outlive the program that was killed.
const ENDED: Duration = Duration::from_secs(20);

/// A class of the tests' own course, made up in a folder of its own.
pub struct Class {
    course: Course,
    folder: tempfile::TempDir,
    arguments: Vec<String>,
}

impl Class {
    pub fn made(students: usize, exercises: &[&str]) -> Self {
        Self::of(Course::shared(), students, exercises)
    }

    fn of(course: Course, students: usize, exercises: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let named: Vec<String> =
            exercises.iter().flat_map(|name| ["--exercise", name]).map(str::to_owned).collect();
        let class = Self { course, folder, arguments: named };
        let path = class.path("class");
        let count = students.to_string();
        let mut arguments = vec!["make-class", text(&path), "--students", &count];
        arguments.extend(class.arguments.iter().map(String::as_str));
        let made = class.course.grade(&arguments);
        assert_eq!(made.code, 0, "{}", made.stderr);
        class
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `grade batch` over the class into this run, not yet started.
    pub fn command(&self, run: &Path, more: &[&str]) -> std::process::Command {
        let submissions = self.path("class/submissions");
        let mut arguments = vec!["batch", text(&submissions), "--out", text(run), "--quick"];
        arguments.extend(self.arguments.iter().map(String::as_str));
        arguments.extend(more);
        self.course.command(&arguments)
    }

    pub fn batch(&self, run: &Path, more: &[&str]) -> Ran {
        crate::course::ran(&self.command(run, more).output().expect("the program starts"))
    }

    /// In the background, silent.
    fn start(&self, run: &Path, mark: &str) -> Child {
        let mut command = self.command(run, &[]);
        command.env(MARK, mark).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the program starts")
    }

    /// The lines of `results.jsonl` without what differs from run to run: the seed of the
    /// hidden inputs.
    pub fn results(&self, runs: &[&Path]) -> Vec<Value> {
        let out = tempfile::tempdir_in(self.folder.path()).expect("a temporary folder");
        let mut arguments = vec!["collect"];
        arguments.extend(runs.iter().map(|run| text(run)));
        arguments.extend(["--out", text(out.path())]);
        let ran = self.course.grade(&arguments);
        assert!([0, 3].contains(&ran.code), "{}{}", ran.stdout, ran.stderr);
        let lines = fs::read_to_string(out.path().join("results.jsonl")).expect("it was written");
        lines.lines().map(unseeded).collect()
    }

    /// The verdicts that are right for answers alone, by student and exercise.
    fn known(&self) -> BTreeMap<(String, String), Option<String>> {
        let known = fs::read_to_string(self.path("class/known.json")).expect("it was written");
        let known: Vec<Value> = serde_json::from_str(&known).expect("JSON");
        let verdict = |one: &Value| match one["verdict"].as_str() {
            // No speed is measured: what is slow is right.
            Some("low_speedup") => Some("accepted".to_owned()),
            other => other.map(str::to_owned),
        };
        known.iter().map(|one| (who(one), verdict(one))).collect()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

fn who(line: &Value) -> (String, String) {
    let word = |name: &str| line[name].as_str().expect("text").to_owned();
    (word("student"), word("exercise"))
}

fn unseeded(line: &str) -> Value {
    let mut line: Value = serde_json::from_str(line).expect("JSON");
    line.as_object_mut().expect("an object").remove("seed");
    line
}

/// All lines of all journals of a run; torn ones are left out.
pub fn journals(run: &Path) -> Vec<Value> {
    let folder = run.join("journal");
    let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
    let texts = entries.map(|entry| fs::read_to_string(entry.path()).expect("text"));
    texts
        .flat_map(|text| {
            text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect::<Vec<_>>()
        })
        .collect()
}

/// How many lines of this kind there are for each unit.
fn counted(lines: &[Value], event: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in lines.iter().filter(|line| line["event"] == event) {
        let key = line["key"].as_str().expect("it has a unit");
        *counts.entry(key.to_owned()).or_default() += 1;
    }
    counts
}

/// Processes with this mark in their environment.
fn marked(mark: &str) -> usize {
    let wanted = format!("{MARK}={mark}");
    let processes = fs::read_dir("/proc").expect("Linux").flatten();
    let environments = processes.filter_map(|one| fs::read(one.path().join("environ")).ok());
    environments.filter(|all| all.split(|&b| b == 0).any(|word| word == wanted.as_bytes())).count()
}

#[test]
fn a_class_gets_the_verdicts_that_are_known() {
    let class = Class::made(12, &["spin", "total"]);
    let run = class.path("run");
    let first = class.batch(&run, &["--jobs", "2"]);
    assert!([0, 3].contains(&first.code), "{}{}", first.stdout, first.stderr);
    let known = class.known();
    let found: BTreeMap<_, _> = class
        .results(&[&run])
        .iter()
        .map(|line| (who(line), line["verdict"].as_str().map(str::to_owned)))
        .collect();
    assert_eq!(found, known);
    let verdicts: BTreeSet<_> = known.values().collect();
    assert!(verdicts.len() > 3, "the class has hardly any verdicts: {verdicts:?}");
    // A student whose submission cannot be read has no grade, and is told.
    let is_whole = known.values().all(Option::is_some);
    assert_eq!(first.code == 0, is_whole, "{}", first.stdout);
    let lines = journals(&run);
    let units: BTreeSet<String> = counted(&lines, "begin").into_keys().collect();
    assert!(counted(&lines, "end").values().all(|count| *count == 1), "each file once");
    let handed_in = known.values().filter(|verdict| verdict.is_some()).count();
    assert!(units.len() < handed_in, "equal files are one unit");
    // The same command again does nothing.
    let again = class.batch(&run, &[]);
    assert_eq!((again.code, journals(&run).len()), (first.code, lines.len()), "{}", again.stderr);
    // Parts of the run are the whole.
    let parts = [class.path("part1"), class.path("part2")];
    for (part, shard) in parts.iter().zip(["1/2", "2/2"]) {
        let ran = class.batch(part, &["--shard", shard]);
        assert!([0, 3].contains(&ran.code), "{}", ran.stderr);
    }
    assert_eq!(class.results(&[&parts[1], &parts[0]]), class.results(&[&run]));
}

/// The program is killed at random moments, again and again, over as many runs as that
/// takes. Each run comes to what an undisturbed one comes to.
#[test]
fn kills_at_random_moments_lose_nothing_and_count_nothing_twice() {
    let kills = std::env::var("GRADE_TESTS_KILLS").ok().and_then(|count| count.parse().ok());
    let kills: usize = kills.unwrap_or(KILLS);
    let class = Class::made(6, &["total"]);
    let undisturbed = class.path("undisturbed");
    class.batch(&undisturbed, &[]);
    // Once more, with all files compiled: so long is a run that is killed, at most.
    let begun = Instant::now();
    class.batch(&class.path("warm"), &[]);
    let whole = begun.elapsed();
    let expected = class.results(&[&undisturbed]);
    // What was drawn is said by the assertion that fails.
    let seed = rand::rng().random::<u64>();
    let mut dice = rand::rngs::StdRng::seed_from_u64(seed);
    let mark = format!("{}-{seed}", std::process::id());
    let (mut killed, mut runs, mut amid) = (0, 0, 0);
    while killed < kills {
        runs += 1;
        let run = class.path(&format!("run{runs}"));
        // Also one that is hardly ever let on comes to its end.
        let kills_of_run = 8.min(kills - killed);
        for _ in 0..kills_of_run {
            let mut child = class.start(&run, &mark);
            std::thread::sleep(whole.mul_f64(dice.random_range(0.0..1.0)));
            child.kill().expect("it is ours");
            let status = child.wait().expect("it is ours");
            killed += usize::from(status.code().is_none());
            if status.code().is_some() {
                // It was done before.
                break;
            }
        }
        let last = class.batch(&run, &[]);
        assert!([0, 3].contains(&last.code), "seed {seed}: {}{}", last.stdout, last.stderr);
        let lines = journals(&run);
        let (begins, ends) = (counted(&lines, "begin"), counted(&lines, "end"));
        assert!(ends.values().all(|count| *count == 1), "seed {seed}: {ends:?}");
        assert!(begins.keys().eq(ends.keys()), "seed {seed}: {begins:?} {ends:?}");
        amid += begins.values().sum::<usize>() - ends.len();
        assert_eq!(class.results(&[&run]), expected, "seed {seed}");
    }
    eprintln!("{killed} kills over {runs} runs, {amid} of them amid a file; seed {seed}");
    let wait = Instant::now();
    while marked(&mark) > 0 {
        assert!(wait.elapsed() < ENDED, "something outlives the program that was killed");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_interrupted_run_says_so_and_goes_on() {
    let class = Class::made(8, &["total"]);
    let run = class.path("run");
    let child = class.start(&run, "interrupted");
    let id = Pid::from_raw(i32::try_from(child.id()).expect("a process id"));
    while counted(&journals(&run), "begin").is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    // No other process works there meanwhile.
    let second = class.batch(&run, &[]);
    let is_busy = second.stderr.contains("another `grade batch` is at work");
    kill(id, Signal::SIGTERM).expect("it is ours");
    let mut child = child;
    let code = child.wait().expect("it is ours").code();
    // It may have been done before.
    assert!(is_busy || code != Some(75), "{}", second.stderr);
    assert!([Some(0), Some(3), Some(75)].contains(&code), "{code:?}");
    let status = class.course.grade(&["status", text(&run)]);
    assert!(status.stdout.contains(" files have a verdict"), "{}", status.stdout);
    let last = class.batch(&run, &[]);
    assert!([0, 3].contains(&last.code), "{}", last.stderr);
    assert!(counted(&journals(&run), "end").values().all(|count| *count == 1));
}

/// Journals that are torn anywhere, results that are torn or gone: what is missing is
/// graded again, and no verdict is made up.
#[test]
fn what_is_torn_is_graded_again() {
    let class = Class::made(5, &["total"]);
    let run = class.path("run");
    class.batch(&run, &[]);
    let expected = class.results(&[&run]);
    let journal = fs::read_dir(run.join("journal")).expect("ours").flatten().next();
    let journal = journal.expect("there is one").path();
    let whole = fs::read(&journal).expect("ours");
    for share in [0, 35, 70, 99] {
        fs::write(&journal, &whole[..whole.len() * share / 100]).expect("ours");
        class.batch(&run, &[]);
        assert_eq!(class.results(&[&run]).len(), expected.len(), "{share} %");
        let verdicts = |lines: &[Value]| -> Vec<Value> {
            lines.iter().map(|line| line["verdict"].clone()).collect()
        };
        assert_eq!(verdicts(&class.results(&[&run])), verdicts(&expected), "{share} %");
    }
    fs::remove_dir_all(run.join("results")).expect("ours");
    fs::create_dir(run.join("results")).expect("ours");
    let open = class.results(&[&run]);
    assert!(open.iter().all(|line| line["verdict"].is_null()), "{open:?}");
    let again = class.batch(&run, &[]);
    assert!([0, 3].contains(&again.code), "{}", again.stderr);
    assert!(class.results(&[&run]).iter().any(|line| !line["verdict"].is_null()));
}

/// A binary in another one's place: no verdict of this grader would be one.
#[test]
fn a_binary_of_another_file_stops_the_run() {
    let (course, _place) = Course::apart();
    let class = Class::of(course, 4, &["total"]);
    let run = class.path("run");
    class.batch(&run, &[]);
    let units = class.course.root.join("target/grade/units/total");
    let binaries = fs::read_dir(&units).expect("it was graded").flatten();
    let binaries = binaries.map(|unit| unit.path().join("total")).filter(|path| path.is_file());
    let binaries: Vec<PathBuf> = binaries.collect();
    let bytes: Vec<Vec<u8>> =
        binaries.iter().map(|path| fs::read(path).expect("a binary")).collect();
    for (path, other) in binaries.iter().zip(bytes.iter().cycle().skip(1)) {
        // A new file: the old one may still be open somewhere.
        fs::remove_file(path).expect("ours");
        fs::write(path, other).expect("ours");
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(path, executable).expect("ours");
    }
    let other = class.path("other");
    let broken = class.batch(&other, &[]);
    assert_eq!(broken.code, 70, "{}{}", broken.stdout, broken.stderr);
    assert!(broken.stderr.contains("that was built"), "{}", broken.stderr);
    assert!(counted(&journals(&other), "end").is_empty(), "no verdict is made up");
    // Mended as the hint says, the same command goes on.
    fs::remove_dir_all(class.course.root.join("target/grade/units")).expect("ours");
    let mended = class.batch(&other, &[]);
    assert!([0, 3].contains(&mended.code), "{}{}", mended.stdout, mended.stderr);
    assert_eq!(class.results(&[&other]), class.results(&[&run]));
}

#[test]
fn what_cannot_be_done_is_told_before_anything_is_written() {
    let class = Class::made(2, &["total"]);
    let submissions = class.path("class/submissions");
    let within = submissions.join("run");
    let check = |ran: Ran, code: i32, says: &str| {
        assert_eq!(ran.code, code, "{}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains(says), "`{says}` in {}", ran.stderr);
    };
    check(class.batch(&within, &[]), 2, "lies among the submissions");
    assert!(!within.exists());
    let run = class.path("run");
    check(class.batch(&run, &["--shard", "3/2"]), 2, "2/8 is the second of eight");
    check(class.batch(&run, &["--roster", "nowhere.csv"]), 2, "nowhere.csv");
    check(class.batch(&run, &["--exercise", "nothing"]), 2, "nothing");
    let dry = class.batch(&run, &["--dry-run"]);
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    assert!(!run.exists(), "nothing is written");
    let begun = class.batch(&run, &["--deadline", "1ms"]);
    check(begun, 75, "the deadline is near");
    fs::write(class.path("foreign"), "").expect("ours");
    check(class.batch(&class.path("foreign"), &[]), 2, "foreign");
}

/// Of two who handed in the same file, only the late one loses points.
#[test]
fn who_was_late_loses_what_the_plan_says() {
    let (course, _place) = Course::copy();
    course.write(
        "course.toml",
        "format = 1\ntitle = \"C\"\n[late]\nlost_per_day = 0.25\n[[weeks]]\ntitle = \"W\"\n\
         exercises = [\"total\"]\ndeadline = \"2027-01-10T00:00:00Z\"\n",
    );
    let class = Class::of(course, 1, &["total"]);
    let submissions = class.path("class/submissions");
    fs::remove_dir_all(&submissions).expect("ours");
    fs::create_dir(&submissions).expect("ours");
    for student in ["ada", "ben", "eve"] {
        let solution = class.course.root.join("solutions/02_total/solution.rs");
        fs::copy(solution, submissions.join(format!("{student}.rs"))).expect("ours");
    }
    let roster = class.path("roster.csv");
    fs::write(&roster, "id,handed_in\nada,2027-01-11T12:00:00Z\nben,\neve,\n").expect("ours");
    let run = class.path("run");
    let graded = class.batch(&run, &["--roster", text(&roster)]);
    assert_eq!(graded.code, 0, "{}{}", graded.stdout, graded.stderr);
    let times = class.path("times.csv");
    fs::write(&times, "student,handed_in\nben,2027-01-10T01:00:00Z\nnobody,2027-01-09T00:00Z\n")
        .expect("ours");
    let collect = || class.course.grade(&["collect", text(&run), "--times", text(&times)]);
    let ran = collect();
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("times of students who handed nothing in: nobody"), "{ran:?}");
    let lines = fs::read_to_string(run.join("results.jsonl")).expect("it was written");
    let lines: Vec<Value> = lines.lines().map(unseeded).collect();
    let points: Vec<f64> =
        lines.iter().map(|line| line["points"].as_f64().expect("a number")).collect();
    // Two days late, one, and in time, as far as anybody knows.
    assert!((points[0] - 0.5 * points[2]).abs() < 0.01, "{points:?}");
    assert!((points[1] - 0.75 * points[2]).abs() < 0.01, "{points:?}");
    assert_eq!(lines[0]["flags"], serde_json::json!(["late", "identical"]));
    let page = fs::read_to_string(run.join("site/students/ada.html")).expect("it was written");
    assert!(page.contains("2 days, which cost"), "{page}");
    fs::write(&times, "student,handed_in\nben,soon\n").expect("ours");
    let ran = collect();
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("times.csv:2: `soon` is no moment"), "{}", ran.stderr);
}
