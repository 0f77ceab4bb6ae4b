//! What the benches that measure through real processes share: how such a
//! process is started and sized, and what machine this is.

use grader::measure::session::{Session, Side, Trouble};
use grader::process::enclosure::Enclosure;
use grader::process::{Isolation, Limits, Program, Spawner};
use grader_spec::protocol::Subject;
use std::path::{Path, PathBuf};

/// The grader's own program: every process is started through it.
pub const GRADE: &str = env!("CARGO_BIN_EXE_grade");
/// Far above what any process here needs.
const LIMITS: Limits = Limits { time_wall_s: 20.0, memory_peak_mib: 1024 };
/// How far the layout of memory may be moved, in bytes, as in a grading.
const PADDING_BYTES_MAX: usize = 4096;
/// Steps of the kernel whose time is taken to size runs: about 2 ms.
const PILOT_ROUNDS: u64 = 1_000_000;
/// The fastest of so many counts.
const PILOT_RUNS: usize = 9;

/// Starts a fresh process that speaks as an exercise's binary does.
pub fn start(
    path: &Path,
    arguments: &[String],
    key: &str,
    side: Side,
    threads: usize,
    isolation: Isolation,
) -> Result<Session, String> {
    let spawner = Spawner::new(PathBuf::from(GRADE), isolation);
    let padding = "x".repeat(rand::random_range(0..PADDING_BYTES_MAX));
    let program = Program::new(path, Path::new("/"))
        .args(arguments)
        .env("GRADE_PADDING", padding)
        .enclosed(Enclosure::candidate(path));
    let session = Session::start_program(&spawner, &program, key, side, threads, LIMITS);
    session.map_err(|trouble| in_words(&trouble))
}

/// How many steps of the witness's kernel take about `seconds` on one core.
pub fn rounds_for(session: &mut Session, seconds: f64) -> Result<u64, String> {
    let mut fastest_s = f64::INFINITY;
    for _ in 0..PILOT_RUNS {
        let subject = Subject::Witness { rounds: PILOT_ROUNDS, parts: 1 };
        let run = session.run(subject, false).map_err(|trouble| in_words(&trouble))?;
        fastest_s = fastest_s.min(run.own.wall_ns as f64 * 1e-9);
    }
    Ok((PILOT_ROUNDS as f64 * seconds / fastest_s) as u64)
}

/// Why a conversation broke off.
pub fn in_words(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Ours(fault) => fault.to_string(),
        Trouble::Failed(outcome) => format!("a process of the bench failed: {outcome:?}"),
    }
}

/// Processor, cores and system, in one line.
pub fn machine() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let processors = read("/proc/cpuinfo");
    let name = |line: &str| Some(line.strip_prefix("model name")?.split(": ").nth(1)?.to_owned());
    let processor = processors.lines().find_map(name).unwrap_or("unknown processor".to_owned());
    let release = read("/proc/sys/kernel/osrelease");
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    format!("{processor}, {} cores, {os} {} {arch}", cores(), release.trim())
}

/// Cores that this process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// CPU time of all cores since the system came up, in ticks of 10 ms; zero where
/// the system does not tell.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ticks {
    /// What the host gave to others while a core here wanted to run: an idle
    /// virtual machine is not always idle.
    pub stolen: u64,
    /// All there was.
    pub all: u64,
}

impl Ticks {
    /// The first line of `/proc/stat`: user, nice, system, idle, iowait, irq,
    /// softirq, steal; guests' time, which follows, is in user already.
    pub fn now() -> Self {
        let text = std::fs::read_to_string("/proc/stat").unwrap_or_default();
        let numbers = text.lines().next().unwrap_or_default().split_whitespace().skip(1).take(8);
        let ticks: Vec<u64> = numbers.filter_map(|number| number.parse().ok()).collect();
        Self { stolen: ticks.get(7).copied().unwrap_or(0), all: ticks.iter().sum() }
    }

    /// What has come since.
    pub fn elapsed(self) -> Self {
        let now = Self::now();
        Self {
            stolen: now.stolen.saturating_sub(self.stolen),
            all: now.all.saturating_sub(self.all),
        }
    }

    /// The share of it that was stolen.
    pub fn stolen_share(self) -> f64 {
        self.stolen as f64 / self.all.max(1) as f64
    }
}
