//! A process that speaks as an exercise's binary does: how benches start and size it.

use crate::support::GRADE;
use grader::measure::known;
use grader::measure::probe::PROBE;
use grader::measure::session::{Served, Session, SessionError, Side};
use grader::process::enclosure::Enclosure;
use grader::process::{Isolation, Program, Spawner};
use std::path::{Path, PathBuf};

/// Starts a fresh process that speaks as an exercise's binary does: a judge of the probe.
pub fn start(threads: usize, isolation: Isolation) -> Result<Session, String> {
    let (spawner, path) = (Spawner::new(PathBuf::from(GRADE), isolation), Path::new(GRADE));
    let program =
        Program::new(path, Path::new("/")).arg(PROBE).enclosed(Enclosure::candidate(path));
    let served = Served { program, key: PROBE, side: Side::Judge, threads };
    known::start(&spawner, served).map_err(|fault| fault.to_string())
}

/// How many steps of the witness's kernel take about `seconds` on one core.
pub fn rounds_for(session: &mut Session, seconds: f64) -> Result<u64, String> {
    known::rounds_for(session, seconds).map_err(|fault| fault.to_string())
}

/// Why a conversation broke off.
pub fn in_words(trouble: &SessionError) -> String {
    match trouble {
        SessionError::Ours(fault) => fault.to_string(),
        SessionError::Failed(outcome) => format!("a process of the bench failed: {outcome:?}"),
    }
}
