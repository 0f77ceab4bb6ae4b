//! Expect: low_speedup
//! Cause: imbalance
//! Because: each thread gets as many values, but the last ones are the dearest.

use rayon::prelude::*;
use std::time::{Duration, Instant};

/// What the pool costs.
const POOL_PRICE: Duration = Duration::from_micros(20);

/// Begins serially and then cuts the rest into as many parts as there are
/// threads: the fewest tasks that keep all of them busy, if all are alike.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    let mut rest = values;
    let mut piece_size = 1;
    let begun = Instant::now();
    while !rest.is_empty() {
        let (piece, later) = rest.split_at(piece_size.min(rest.len()));
        mapped.extend(piece.iter().map(&f));
        rest = later;
        if begun.elapsed() >= POOL_PRICE {
            let part = rest.len().div_ceil(rayon::current_num_threads()).max(1);
            let part_of_results = |part: &[T]| part.iter().map(&f).collect::<Vec<U>>();
            let parts: Vec<Vec<U>> = rest.par_chunks(part).map(part_of_results).collect();
            mapped.extend(parts.into_iter().flatten());
            break;
        }
        piece_size *= 2;
    }
    mapped
}
