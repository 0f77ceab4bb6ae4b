//! Expect: low_speedup
//! Cause: serial
//! Because: the first value is the cheapest, so the map never looks for help.

use rayon::prelude::*;
use std::time::{Duration, Instant};

/// What threads are worth it for: several times what the pool costs, because a
/// single call is hard to time.
const WORTH_IT: Duration = Duration::from_micros(100);

/// Looking at the clock takes time, too, and it is not the call's.
const CLOCK_PRICE: Duration = Duration::from_nanos(40);

/// Times the first call, and takes it for all that follow.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    let Some((first, rest)) = values.split_first() else { return mapped };
    let begun = Instant::now();
    mapped.push(f(first));
    let call = begun.elapsed().saturating_sub(CLOCK_PRICE);
    if call * u32::try_from(rest.len()).unwrap_or(u32::MAX) > WORTH_IT {
        mapped.par_extend(rest.par_iter().map(&f));
    } else {
        mapped.extend(rest.iter().map(&f));
    }
    mapped
}
