//! Begins serially, and asks for help once it has spent what help costs.

use rayon::prelude::*;
use std::time::{Duration, Instant};

/// What it costs to hand work to the pool and to wait for its end, about. Sleeping
/// threads are woken for it, and that takes as long as the system takes.
const POOL_PRICE: Duration = Duration::from_micros(20);
/// A task of rayon's iterators costs a twentieth of a microsecond. In one of this
/// length nobody notices.
const TASK_LENGTH: Duration = Duration::from_micros(5);

/// A program that stays serial until as much is spent as the pool costs, and then turns
/// to the pool, pays at most twice what one would who knew the future: the rule
/// for renting or buying skis.
///
/// The pieces double, so that the clock is read only a few times: one look costs
/// as much as two or three cheap calls.
pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    let mut rest = values;
    let mut piece_size = 1;
    let begun = Instant::now();
    let mut before = Duration::ZERO;
    while !rest.is_empty() {
        let (piece, later) = rest.split_at(piece_size.min(rest.len()));
        mapped.extend(piece.iter().map(&f));
        rest = later;
        let spent = begun.elapsed();
        if spent >= POOL_PRICE {
            // The newest piece tells the most about what comes next.
            let grain = grain_size(piece.len(), spent.saturating_sub(before));
            mapped.par_extend(rest.par_iter().with_min_len(grain).map(&f));
            break;
        }
        before = spent;
        piece_size *= 2;
    }
    mapped
}

/// How many values make a task, if a piece of this size took that long.
fn grain_size(piece_size: usize, took: Duration) -> usize {
    let values = piece_size as u128 * TASK_LENGTH.as_nanos() / took.as_nanos().max(1);
    usize::try_from(values).unwrap_or(usize::MAX).max(1)
}
