//! Expect: low_speedup
//! Cause: contention
//! Because: for each short list two threads wait for each other, longer than the list takes.

use rayon::prelude::*;

/// Rayon cuts the list by itself, and it does so well. But it cannot know that
/// there is nothing to gain.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    values.par_iter().map(f).collect()
}
