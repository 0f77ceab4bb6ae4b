//! What every Unix tells of a child. Untested on any but Linux.

use nix::unistd::Pid;
use std::process::Child;
use std::time::Duration;

/// Nobody ends with another process: hanging up has to do.
pub fn end_with_parent() {}

/// Nobody tells the CPU time of another process that still runs.
pub fn cpu_time(_: Pid) -> Option<Duration> {
    None
}

/// Nobody tells of the threads of another process.
pub fn threads_named(_: Pid, _: &str) -> Vec<i32> {
    Vec::new()
}

/// Nobody binds the threads of another process.
pub fn spread(_: &[i32]) {}

/// Not to one core either.
pub fn settle(_: Pid, _: usize) {}

/// Whether a child has ended. It is reaped here: for a moment, the id of its
/// group may belong to somebody else.
pub fn has_ended(child: &mut Child) -> bool {
    !matches!(child.try_wait(), Ok(None))
}
