//! Expect: low_speedup
//! Cause: overhead
//! Because: a task costs several times what a cheap call does.

use rayon::prelude::*;

/// Rayon would take several values together. It is told not to.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    values.par_iter().with_max_len(1).map(f).collect()
}
