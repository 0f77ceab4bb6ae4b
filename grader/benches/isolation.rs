//! What isolation costs: the start of a process inside and outside an enclosure,
//! and the time of serial and parallel work in it.
//!
//! ```text
//! cargo bench -p grader --bench isolation
//! ```

#[path = "support/served.rs"]
mod served;
mod support;

use clap::Parser;
use grader::measure::session::{Rendezvous, Session};
use grader::process::Isolation;
use grader_spec::protocol::Subject;
use speedup::stats;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const THREADS: usize = 2;
/// How long a serial run takes, in seconds.
const RUN_S: f64 = 5e-3;
/// Idle workers spin for a while before they sleep.
const QUIET: Duration = Duration::from_micros(300);

/// Compares processes inside and outside an enclosure.
#[derive(Debug, Parser)]
struct Options {
    /// Processes started each way
    #[arg(long, default_value_t = 100)]
    starts: usize,
    /// Runs each way, of each kind
    #[arg(long, default_value_t = 300)]
    runs: usize,
    /// Cargo says so under `cargo bench`, and nothing under `cargo test`
    #[arg(long, hide = true)]
    bench: bool,
}

/// Outside and inside, in this order everywhere.
const BOTH: [Isolation; 2] = [Isolation::Off, Isolation::Require];

fn main() -> ExitCode {
    let options = Options::parse();
    if !options.bench {
        println!("run by `cargo bench`");
        return ExitCode::SUCCESS;
    }
    match compare(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn compare(options: &Options) -> Result<(), String> {
    let before = support::Ticks::now();
    println!("{}\n", support::machine());
    println!("| what | outside | inside | inside / outside |\n|---|---|---|---|");
    let mut starts = [Vec::new(), Vec::new()];
    for _ in 0..options.starts {
        for (way, times) in BOTH.into_iter().zip(&mut starts) {
            let before = Instant::now();
            start(way)?;
            times.push(before.elapsed().as_secs_f64());
        }
    }
    print("start and first reply", &starts);
    let mut sessions = [start(BOTH[0])?, start(BOTH[1])?];
    let rounds = served::rounds_for(&mut sessions[0], RUN_S)?;
    for parts in [1, THREADS] {
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..options.runs {
            for (session, times) in sessions.iter_mut().zip(&mut times) {
                std::thread::sleep(QUIET);
                let subject = Subject::Witness { rounds, parts };
                let run = session.run(subject, Rendezvous::for_parts(parts));
                let run = run.map_err(|trouble| served::in_words(&trouble))?;
                times.push(run.own.wall_ns as f64 * 1e-9);
            }
        }
        let what = if parts == 1 { "serial work" } else { "the same on two threads" };
        print(what, &times);
    }
    let stolen = 100.0 * before.elapsed().stolen_share();
    println!("\nThe host took {stolen:.1} % of the CPU time.");
    Ok(())
}

fn start(isolation: Isolation) -> Result<Session, String> {
    served::start(THREADS, isolation)
}

fn print(what: &str, [outside, inside]: &[Vec<f64>; 2]) {
    let median = |times: &[f64]| 1e3 * stats::median(times).unwrap_or(f64::NAN);
    let (outside, inside) = (median(outside), median(inside));
    println!("| {what} | {outside:.2} ms | {inside:.2} ms | {:.3} |", inside / outside);
}
