//! Expect: runtime_error
//! Because: there are lists of fewer than eight values.

use rayon::prelude::*;
use std::time::{Duration, Instant};

/// What the pool costs.
const POOL_PRICE: Duration = Duration::from_micros(20);

/// Eight calls are more reliable than one.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    let (first, rest) = values.split_at(8);
    let begun = Instant::now();
    mapped.extend(first.iter().map(&f));
    let call = begun.elapsed() / 8;
    if call * u32::try_from(rest.len()).unwrap_or(u32::MAX) > POOL_PRICE {
        mapped.par_extend(rest.par_iter().map(&f));
    } else {
        mapped.extend(rest.iter().map(&f));
    }
    mapped
}
