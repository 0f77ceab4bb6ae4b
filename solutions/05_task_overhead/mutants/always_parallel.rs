//! Expect: low_speedup
//! Cause: overhead
//! Because: each call wakes the pool, and a short list is done before the pool is awake.

use rayon::prelude::*;

/// Rayon cuts the list by itself, and it does so well. But it cannot know that
/// there is nothing to gain.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    values.par_iter().map(f).collect()
}
