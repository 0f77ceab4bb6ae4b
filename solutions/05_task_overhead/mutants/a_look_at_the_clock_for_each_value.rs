//! Expect: low_speedup
//! Cause: overhead
//! Because: reading the clock takes longer than a cheap call.

use rayon::prelude::*;
use std::time::{Duration, Instant};

/// What the pool costs.
const POOL_PRICE: Duration = Duration::from_micros(20);

/// As careful as can be: no value goes by without a look at the clock.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    let begun = Instant::now();
    for value in values {
        mapped.push(f(value));
        if begun.elapsed() >= POOL_PRICE {
            break;
        }
    }
    let rest = &values[mapped.len()..];
    mapped.par_extend(rest.par_iter().map(&f));
    mapped
}
