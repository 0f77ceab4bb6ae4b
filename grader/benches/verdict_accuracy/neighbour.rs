//! Another program on the same cores: a process that takes core time as the
//! condition wants it, and ends with the bench.

use clap::ValueEnum;
use grader_spec::kernel;
use rand::RngExt;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::hint::black_box;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// The first argument that makes the bench's binary a neighbour.
pub const NEIGHBOUR: &str = "__neighbour";
/// Mean length of a phase with and of one without work, in seconds: long beside
/// a run, short beside a verdict.
const PHASE_MEAN_S: f64 = 20e-3;
/// Steps between two looks at the clock: some 20 µs.
const ROUNDS: u64 = 10_000;
/// How long the neighbour has to come up before anything is measured.
const COMES_UP: Duration = Duration::from_millis(200);

/// The other programs on the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// None that the bench started.
    Idle,
    /// A program that computes and rests by turns.
    Bursty,
    /// A program that always computes.
    OneCore,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            Self::Idle => "idle",
            Self::Bursty => "bursty",
            Self::OneCore => "one core taken",
        })
    }
}

/// A running neighbour; ended when dropped.
#[derive(Debug)]
pub struct Neighbour(Child);

impl Neighbour {
    /// Starts the neighbour that a condition needs, if it needs one.
    pub fn start(bench: &Path, condition: Condition) -> Result<Option<Self>, String> {
        if condition == Condition::Idle {
            return Ok(None);
        }
        let name = condition.to_possible_value().map(|value| value.get_name().to_owned());
        let child = Command::new(bench)
            .arg(NEIGHBOUR)
            .args(name)
            // Held open by `Child`: its end is how the neighbour sees ours.
            .stdin(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start the neighbour: {error}"))?;
        std::thread::sleep(COMES_UP);
        Ok(Some(Self(child)))
    }
}

impl Drop for Neighbour {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the neighbour's process does, until standard input ends.
pub fn live(condition: Option<&str>) -> ExitCode {
    let condition = condition.and_then(|name| Condition::from_str(name, false).ok());
    std::thread::spawn(|| {
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    match condition {
        Some(Condition::OneCore) => loop {
            black_box(kernel(black_box(1), ROUNDS));
        },
        Some(Condition::Bursty) => loop {
            let end = Instant::now() + phase();
            while Instant::now() < end {
                black_box(kernel(black_box(1), ROUNDS));
            }
            std::thread::sleep(phase());
        },
        Some(Condition::Idle) | None => ExitCode::from(2),
    }
}

/// The length of one phase: exponentially distributed, so that no phase says
/// when it will end.
fn phase() -> Duration {
    let uniform: f64 = rand::rng().random(); // in [0, 1)
    Duration::from_secs_f64(-PHASE_MEAN_S * (1.0 - uniform).ln())
}
