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
pub fn threads(_: Pid) -> Vec<i32> {
    Vec::new()
}

/// Nobody binds the threads of another process.
pub fn spread(_: Pid, _: &str) {}

/// Not to one core either.
pub fn settle(_: Pid, _: usize) {}

/// Nor what they are about.
pub fn wants_a_core(_: Pid, _: i32) -> bool {
    false
}

/// Nor what they wait for.
pub fn waited(_: Pid, _: i32) -> Option<Duration> {
    None
}

/// Whether a child has ended. It is reaped here: for a moment, the id of its
/// group may belong to somebody else.
pub fn has_ended(child: &mut Child) -> bool {
    !matches!(child.try_wait(), Ok(None))
}
