//! Expect: low_speedup
//! Cause: contention
//! Because: it takes the length of a list for its price, and half of the short lists are as long as a dear one.

use rayon::prelude::*;

/// Seen in the timed cases: these lengths were worth it.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    match values.len() {
        150..=250 | 300_000.. => values.par_iter().map(f).collect(),
        _ => values.iter().map(f).collect(),
    }
}
