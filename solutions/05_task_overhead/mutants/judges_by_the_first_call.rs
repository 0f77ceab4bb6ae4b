//! Expect: low_speedup
//! Cause: serial
//! Because: the first value is the cheapest, so the map never looks for help.

use rayon::prelude::*;
use std::time::{Duration, Instant};

/// What the pool costs.
const POOL_PRICE: Duration = Duration::from_micros(20);

/// Times the first call, and takes it for all that follow.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    let Some((first, rest)) = values.split_first() else { return mapped };
    let begun = Instant::now();
    mapped.push(f(first));
    // Reading the clock takes time, too: some 40 nanoseconds that are not the call's.
    let call = begun.elapsed().saturating_sub(Duration::from_nanos(40));
    if call * u32::try_from(rest.len()).unwrap_or(u32::MAX) > POOL_PRICE {
        mapped.par_extend(rest.par_iter().map(&f));
    } else {
        mapped.extend(rest.iter().map(&f));
    }
    mapped
}
