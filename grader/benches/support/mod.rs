//! What the benches that measure through real processes share: where the program
//! is, what machine this is, and what it did meanwhile.

pub use grader::measure::ticks::Ticks;

/// The grader's own program: every process is started through it.
pub const GRADE: &str = env!("CARGO_BIN_EXE_grade");

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
