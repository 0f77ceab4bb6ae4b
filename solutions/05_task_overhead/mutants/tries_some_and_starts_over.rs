//! Expect: count_limit
//! Because: the values that were tried for the clock are mapped once more.

use rayon::prelude::*;
use std::time::{Duration, Instant};

/// What the pool costs.
const POOL_PRICE: Duration = Duration::from_micros(20);

/// Calls the function on pieces of 1, 2, 4, … values until it knows how dear it
/// is. Then it maps the whole list, as it knows best.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let mut rest = values;
    let mut piece_size = 1;
    let begun = Instant::now();
    while !rest.is_empty() {
        let (piece, later) = rest.split_at(piece_size.min(rest.len()));
        piece.iter().for_each(|value| drop(f(value)));
        rest = later;
        if begun.elapsed() >= POOL_PRICE {
            return values.par_iter().map(f).collect();
        }
        piece_size *= 2;
    }
    values.iter().map(f).collect()
}
