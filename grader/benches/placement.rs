//! The placement lottery: a short parallel run on a pool that has fallen asleep
//! is fast in one process and slow in the next, because workers that wake
//! together often land on one core. With a rendezvous before the run it is not, nor
//! where each worker is bound to a core of its own.
//!
//! ```text
//! cargo bench -p grader --bench placement
//! ```

#[path = "support/served.rs"]
mod served;
mod support;

use clap::Parser;
use grader::measure::session::{Rendezvous, Session};
use grader::process::Isolation;
use grader_spec::protocol::Subject;
use speedup::stats;
use std::fmt;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

/// Two workers: the fewest that can share a core.
const THREADS: usize = 2;
/// How long the serial run takes, in seconds; the parallel one about half of it.
const LENGTHS_S: [f64; 2] = [2e-3, 1e-3];
/// Long enough for idle workers to fall asleep.
const PAUSE: Duration = Duration::from_millis(2);
/// A run below this speedup is one that two cores cannot explain.
const SLOW: f64 = 1.3;

/// Shows what a rendezvous does for short parallel runs.
#[derive(Debug, Parser)]
struct Options {
    /// Fresh processes for each variant
    #[arg(long, default_value_t = 10)]
    processes: usize,
    /// Runs in each process
    #[arg(long, default_value_t = 40)]
    runs: usize,
    /// Cargo says so under `cargo bench`, and nothing under `cargo test`
    #[arg(long, hide = true)]
    bench: bool,
}

/// How the pool is before a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Asleep,
    Bound,
    Gathered,
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            Self::Asleep => "no rendezvous",
            Self::Bound => "no rendezvous, bound",
            Self::Gathered => "rendezvous",
        })
    }
}

/// The speedups of one process's runs.
struct Process {
    length_s: f64,
    start: Start,
    speedups: Vec<f64>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    if !options.bench {
        eprintln!("nothing is measured except under `cargo bench`");
        return ExitCode::SUCCESS;
    }
    let before = support::Ticks::now();
    match measure(&options) {
        Ok(processes) => {
            let stolen = 100.0 * before.elapsed().stolen_share();
            println!("{}; the host took {stolen:.1} % of the CPU time\n", support::machine());
            print_processes(&processes);
            print_variants(&processes);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The variants take turns, so that what changes slowly meets both alike.
fn measure(options: &Options) -> Result<Vec<Process>, String> {
    let mut processes = Vec::new();
    for length_s in LENGTHS_S {
        for i in 0..options.processes {
            eprintln!(
                "serial run of {} ms, process {} of {}",
                1e3 * length_s,
                i + 1,
                options.processes
            );
            for start in [Start::Asleep, Start::Bound, Start::Gathered] {
                let speedups = speedups(length_s, start, options.runs)?;
                processes.push(Process { length_s, start, speedups });
            }
        }
    }
    Ok(processes)
}

/// What a fresh process shows, one serial and one parallel run after the other.
/// Any served binary has a witness; the probe's is at hand.
fn speedups(length_s: f64, start: Start, runs: usize) -> Result<Vec<f64>, String> {
    let mut session = served::start(THREADS, Isolation::Off)?;
    if start == Start::Bound {
        session.spread();
    }
    let rounds = served::rounds_for(&mut session, length_s)?;
    let mut speedups = Vec::new();
    for _ in 0..runs {
        let serial_ns = wall_ns(&mut session, rounds, 1, Start::Asleep)?;
        let parallel_ns = wall_ns(&mut session, rounds, THREADS, start)?;
        speedups.push(serial_ns / parallel_ns);
    }
    Ok(speedups)
}

fn wall_ns(session: &mut Session, rounds: u64, parts: usize, start: Start) -> Result<f64, String> {
    sleep(PAUSE);
    let pool = if start == Start::Gathered { Rendezvous::Whole } else { Rendezvous::None };
    let run = session.run(Subject::Witness { rounds, parts }, pool);
    Ok(run.map_err(|trouble| served::in_words(&trouble))?.own.wall_ns as f64)
}

fn print_processes(processes: &[Process]) {
    println!("| serial run | before each parallel run | median speedup | 5 % quantile |");
    println!("|---|---|---|---|");
    for Process { length_s, start, speedups } in processes {
        let median = stats::median(speedups).unwrap_or_default();
        let low = low_quantile(speedups);
        println!("| {} ms | {start} | {median:.2} | {low:.2} |", 1e3 * length_s);
    }
}

fn print_variants(processes: &[Process]) {
    println!(
        "\n| serial run | before each parallel run | lowest process median | highest | runs below {SLOW} |"
    );
    println!("|---|---|---|---|---|");
    for length_s in LENGTHS_S {
        for start in [Start::Asleep, Start::Bound, Start::Gathered] {
            let here = |p: &&Process| p.start == start && p.length_s.total_cmp(&length_s).is_eq();
            let here: Vec<&Process> = processes.iter().filter(here).collect();
            let medians = || here.iter().filter_map(|process| stats::median(&process.speedups));
            let lowest = stats::minimum(medians()).unwrap_or_default();
            let highest = stats::maximum(medians()).unwrap_or_default();
            let runs = || here.iter().flat_map(|process| &process.speedups);
            let slow = runs().filter(|speedup| **speedup < SLOW).count();
            let share = 100.0 * slow as f64 / runs().count().max(1) as f64;
            println!(
                "| {} ms | {start} | {lowest:.2} | {highest:.2} | {share:.0} % |",
                1e3 * length_s
            );
        }
    }
}

/// One run in twenty is slower.
fn low_quantile(speedups: &[f64]) -> f64 {
    let sorted = stats::sorted(speedups);
    sorted.get(sorted.len() / 20).copied().unwrap_or_default()
}
