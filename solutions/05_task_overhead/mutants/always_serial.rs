//! Expect: low_speedup
//! Cause: serial
//! Because: it never pays for a task, and never gets the other cores.

/// The built-in map, and nothing else.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    values.iter().map(f).collect()
}
