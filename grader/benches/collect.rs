//! What it costs to collect a class whose results were recorded: time and memory for more
//! and more submissions. It prints figures; what it asserts is that every one has a line.
//!
//! ```text
//! cargo bench -p grader --bench collect
//! ```

mod class;

use class::{Made, course, exercises, write_run};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// How many students hand in every exercise of the course, in each run of the bench.
const STUDENTS: [usize; 4] = [63, 125, 250, 500];

fn main() {
    // With `cargo test` a bench is only built.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let exercises = exercises(usize::MAX);
    println!("submissions  seconds  ms each  peak MiB  pages");
    for students in STUDENTS {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let run = folder.path().join("run");
        write_run(&run, &Made { exercises: &exercises, students, alike: 10 });
        let submissions = students * exercises.len();
        let start = Instant::now();
        let peak_mib = collect(&run);
        let seconds = start.elapsed().as_secs_f64();
        let lines = fs::read_to_string(run.join("results.jsonl")).expect("it was written");
        assert_eq!(lines.lines().count(), submissions, "a line for each");
        let pages = 1 + exercises.len() + students;
        let each_ms = 1e3 * seconds / submissions as f64;
        println!("{submissions:>11}  {seconds:>7.1}  {each_ms:>7.2}  {peak_mib:>8.0}  {pages:>5}");
    }
}

/// Collects in a process of its own, and gives the most memory that a child has had.
fn collect(run: &Path) -> f64 {
    let program = env!("CARGO_BIN_EXE_grade");
    let done = Command::new(program).arg("collect").arg(run).current_dir(course().root).output();
    let done = done.expect("the program starts");
    let code = done.status.code();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(matches!(code, Some(0 | 3)), "{code:?}: {said}");
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN);
    // Linux counts in KiB.
    usage.expect("it is ours").max_rss() as f64 / 1024.0
}
