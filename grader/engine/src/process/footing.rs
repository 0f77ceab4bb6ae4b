//! What the grader itself stands on: threads, a stack, files for a moment. What the
//! system refuses of it is a fault, never a panic.

use super::limits;
use crate::fault::Fault;
use nix::sys::resource::{Resource, getrlimit};
use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

/// The stack that the first thread of a program has on most systems.
const STACK: usize = 8 * 1024 * 1024;

/// Starts a thread of the grader's own.
pub fn thread(work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Fault> {
    let started = std::thread::Builder::new().spawn(work);
    started.map_err(|error| limits::refused("start a thread", &error))
}

/// Makes a file that grows beyond the shell's limit an error of the process that writes it,
/// and not the end of this process. What it starts is ended all the same.
pub fn outlive_large_files() {
    // Where that is refused, all is as before.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
}

/// Does something on a thread with a usual stack, where the shell allows the first
/// thread less.
pub fn with_enough_stack<A, T>(work: fn(A) -> T, with: A) -> T
where
    A: Clone + Send + 'static,
    T: Send + 'static,
{
    let limit = getrlimit(Resource::RLIMIT_STACK);
    if limit.is_ok_and(|(soft, _)| soft >= STACK as u64) {
        return work(with);
    }
    let given = with.clone();
    let apart = std::thread::Builder::new().stack_size(STACK).spawn(move || work(given));
    match apart.map(JoinHandle::join) {
        Ok(Ok(done)) => done,
        Ok(Err(panic)) => std::panic::resume_unwind(panic),
        // It may do with what there is.
        Err(_) => work(with),
    }
}

/// A folder for a moment, where the system keeps such files.
pub fn temporary_folder() -> Result<tempfile::TempDir, Fault> {
    tempfile::tempdir().map_err(|error| unusable_for_moments(&error))
}

/// A fault for a file that cannot be kept for a moment.
pub fn unusable_for_moments(error: &io::Error) -> Fault {
    let folder = std::env::temp_dir();
    let fault = Fault::file("create a folder in", &folder, error);
    let hint = "files that are needed for a moment go there: make it writable and free some \
                space, or let `TMPDIR` name another folder";
    Fault { hint: hint.to_owned(), ..fault }
}

/// This machine's name; nothing where the system does not tell.
pub fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || ".-_".contains(*c);
    name.trim().chars().filter(is_plain).collect()
}
