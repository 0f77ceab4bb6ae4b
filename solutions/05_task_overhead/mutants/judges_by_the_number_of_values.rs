//! Expect: low_speedup
//! Cause: serial
//! Because: two hundred dear values are fewer than a thousand, and stay on one thread.

use rayon::prelude::*;

/// A short list is not worth it, whatever is done with it.
const GRAIN_SIZE: usize = 1_000;

/// Rayon never makes a task of fewer values than the grain size.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    values.par_iter().with_min_len(GRAIN_SIZE).map(f).collect()
}
