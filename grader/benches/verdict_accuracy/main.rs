//! How often is a verdict right? Candidates whose true speedup is known are
//! measured by the code of a grading, in fresh processes for each verdict, on an
//! idle machine and beside neighbours. The grader's rule and four common ones
//! then judge the very same blocks.
//!
//! The rule stands alone here. A grading adds a second try where the machine was
//! busy, and a control by the course's solution before anybody fails; both make
//! wrong verdicts rarer still.
//!
//! ```text
//! cargo bench -p grader --bench verdict_accuracy -- --verdicts 3 --conditions idle
//! cargo bench -p grader --bench verdict_accuracy -- --replay
//! ```

mod calibration;
mod neighbour;
mod rules;
#[path = "../support/mod.rs"]
mod support;
mod tables;

use calibration::Line;
use clap::Parser;
use grader::measure::Budget;
use grader::measure::known::{Kind, Task, Testbed};
use grader::process::{Isolation, Spawner};
use grader::verdict::Timing;
use neighbour::{Condition, Neighbour};
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// What every candidate is asked for: between serial code and two cores, so that
/// truths on both sides can be made on any machine.
const GOAL: f64 = 1.6;
/// Half of a grading's time: three conditions take long enough.
const TIME: Duration = Duration::from_secs(5);
const BUDGET: Budget = Budget { time: TIME, blocks_min: rules::PEER_BLOCKS_MAX };

/// Every run's samples, one JSON line for each verdict; the next run starts anew.
/// Cargo makes the folder, `tmp`, in the target folder.
const SAMPLES: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/../verdict_accuracy.jsonl");

/// Measures how often the grader's verdict on a speedup is right.
#[derive(Debug, Parser)]
struct Options {
    /// Verdicts for each condition, kind and true speedup
    #[arg(long, default_value_t = 9)]
    verdicts: usize,
    /// The other programs on the machine
    #[arg(long, value_enum, value_delimiter = ',', default_value = "idle,bursty,one-core")]
    conditions: Vec<Condition>,
    /// How far above and below the goal the true speedups are, in percent
    #[arg(long, value_delimiter = ',', default_value = "2,5,10,20",
          value_parser = clap::value_parser!(u32).range(1..=20))]
    margins: Vec<u32>,
    /// How candidates come to their speedup
    #[arg(long, value_enum, value_delimiter = ',', default_value = "serial,parallel")]
    kinds: Vec<Kind>,
    /// Judges samples again, the last run's without FILE, and measures nothing
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = SAMPLES)]
    replay: Option<PathBuf>,
    /// Cargo says so under `cargo bench`, and nothing under `cargo test`
    #[arg(long, hide = true)]
    bench: bool,
}

/// One verdict's samples, and the truth that it can be held against.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    /// Where it was measured.
    machine: String,
    condition: Condition,
    kind: Kind,
    /// How far the truth is from the goal, in percent.
    margin: u32,
    /// The true speedup.
    truth: f64,
    /// Its standard error, as a share of it.
    truth_error: f64,
    /// What the host took, and all CPU time there was meanwhile, in ticks.
    stolen_ticks: u64,
    cpu_ticks: u64,
    #[serde(with = "as_in_a_result")]
    timing: Timing,
}

/// Samples as a result's file holds them.
mod as_in_a_result {
    use grader::grade::format::Form;
    use grader::verdict::Timing;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    pub fn serialize<S: Serializer>(timing: &Timing, to: S) -> Result<S::Ok, S::Error> {
        timing.clone().written().serialize(to)
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Timing, D::Error> {
        Form::read(Deserialize::deserialize(from)?).map_err(de::Error::custom)
    }
}

/// One candidate.
#[derive(Clone, Copy, Debug)]
struct Cell {
    kind: Kind,
    /// How long candidates of its kind take.
    line: Line,
    margin: u32,
    truth: f64,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().map(String::as_str) == Some(neighbour::NEIGHBOUR) {
        return neighbour::live(arguments.get(1).map(String::as_str));
    }
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    let records = match &options.replay {
        Some(path) => read(path)?,
        None if options.bench => measure(options)?,
        None => {
            eprintln!("nothing is measured except under `cargo bench`");
            return Ok(());
        }
    };
    print!("{}", tables::tables(&records));
    Ok(())
}

fn measure(options: &Options) -> Result<Vec<Record>, String> {
    let bench = std::env::current_exe().map_err(|error| error.to_string())?;
    let testbed = testbed()?;
    let mut lines = Vec::new();
    for &kind in &options.kinds {
        eprintln!("calibrating {kind} candidates");
        let line = Line::measure(&testbed, kind)?;
        eprintln!("{line}");
        if line.is_doubtful() {
            eprintln!("warning: the machine is not idle, so true speedups may be off by more");
            eprintln!(
                "hint: compare them with what is seen on the idle machine, in the last table"
            );
        }
        lines.push((kind, line));
    }
    let path = Path::new(SAMPLES);
    let mut file = File::create(path).map_err(|error| cannot("write", path, &error))?;
    let mut records = Vec::new();
    for &condition in &options.conditions {
        let neighbour = Neighbour::start(&bench, condition)?;
        let cells = cells(options, &lines);
        for (i, cell) in cells.iter().enumerate() {
            let record = record(&testbed, condition, *cell)?;
            eprintln!("{condition} {} of {}: {}", i + 1, cells.len(), tables::one_line(&record));
            let json = serde_json::to_string(&record).map_err(|error| error.to_string())?;
            writeln!(file, "{json}").map_err(|error| cannot("write", path, &error))?;
            records.push(record);
        }
        drop(neighbour);
    }
    eprintln!("samples are in {}", path.display());
    Ok(records)
}

/// All cores, so that a neighbour is always in the way.
fn testbed() -> Result<Testbed, String> {
    let threads = support::cores();
    if threads < 2 {
        return Err("only one core may be used here, so nothing can be found out".to_owned());
    }
    let spawner = Spawner::new(PathBuf::from(support::GRADE), Isolation::Off);
    Testbed::new(spawner, Path::new(support::GRADE), threads).map_err(|fault| fault.to_string())
}

/// Every candidate as often as it is measured, in random order, so that what
/// changes slowly meets all alike.
fn cells(options: &Options, lines: &[(Kind, Line)]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for &(kind, line) in lines {
        for &margin in &options.margins {
            let factor = 1.0 + f64::from(margin) / 100.0;
            for truth in [GOAL * factor, GOAL / factor] {
                let cell = Cell { kind, line, margin, truth };
                cells.extend(std::iter::repeat_n(cell, options.verdicts));
            }
        }
    }
    cells.shuffle(&mut rand::rng());
    cells
}

fn record(testbed: &Testbed, condition: Condition, cell: Cell) -> Result<Record, String> {
    let Cell { kind, line, margin, truth } = cell;
    let task = Task { kind, share: line.share(truth), goal: GOAL, budget: BUDGET };
    let seen = testbed.measure(&task).map_err(|fault| fault.to_string())?;
    Ok(Record {
        machine: support::machine(),
        condition,
        kind,
        margin,
        truth,
        truth_error: line.error,
        stolen_ticks: seen.ticks.stolen,
        cpu_ticks: seen.ticks.all,
        timing: seen.timing,
    })
}

fn read(path: &Path) -> Result<Vec<Record>, String> {
    let text = fs::read_to_string(path).map_err(|error| cannot("read", path, &error))?;
    let records: Result<_, _> = text.lines().map(serde_json::from_str).collect();
    records.map_err(|error| cannot("read", path, &error))
}

fn cannot(what: &str, path: &Path, error: &dyn std::error::Error) -> String {
    format!("cannot {what} {}: {error}", path.display())
}
