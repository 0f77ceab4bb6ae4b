//! What every Unix tells of a child. Untested on any but Linux.

use super::allowance::HostTimes;
use nix::unistd::Pid;
use speedup::cores::Processor;
use std::collections::BTreeMap;
use std::fs::File;
use std::process::Child;
use std::time::Duration;

/// Does nothing: without Linux's signal at the parent's death, the process ends when its
/// socket is closed.
pub fn end_with_parent() {}

/// These systems do not tell the CPU time of another process that still runs.
pub fn cpu_time(_: Pid) -> Option<Duration> {
    None
}

/// Only Linux has such a file.
pub fn resettable_peak(_: Pid) -> Option<File> {
    None
}

/// These systems do not list the threads of another process.
pub fn threads_named(_: Pid, _: &str) -> Vec<i32> {
    Vec::new()
}

/// These systems do not bind the threads of another process.
pub fn spread(_: &[i32]) {}

/// Not to one core either.
pub fn settle(_: Pid, _: usize) {}

/// Nor what is started meanwhile.
pub fn on<T>(_: &[usize], work: impl FnOnce() -> T) -> T {
    work()
}

/// These systems do not tell which cores share what, or may be used.
pub fn processors() -> (usize, Vec<Processor>) {
    (0, Vec::new())
}

/// Nor which of them are busy.
pub fn busy() -> BTreeMap<usize, u64> {
    BTreeMap::new()
}

/// What a process has at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    /// Memory that is its own, in bytes.
    pub private_bytes: u64,
    /// Memory that others may share, in bytes.
    pub shared_bytes: u64,
    /// Threads.
    pub threads: u64,
}

/// These systems do not tell what another process has.
pub fn footprint(_: Pid) -> Option<Footprint> {
    None
}

/// What one thread has used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThreadTimes {
    /// CPU time.
    pub cpu: Duration,
    /// Time on a run queue, ready and without a core.
    pub waited: Duration,
}

/// These systems do not tell which processes belong to a group.
pub fn processes_of_group(_: Pid) -> Vec<Pid> {
    Vec::new()
}

/// These systems do not tell the times of another process's threads.
pub fn thread_times(_: &[Pid]) -> BTreeMap<i32, ThreadTimes> {
    BTreeMap::new()
}

/// These systems do not tell what a host takes away.
pub fn host_times() -> HostTimes {
    HostTimes::default()
}

/// Whether a child has ended. It is reaped here: for a moment, the id of its
/// group may belong to somebody else.
pub fn has_ended(child: &mut Child) -> bool {
    !matches!(child.try_wait(), Ok(None))
}
