//! Attack: quick in its first long runs, by which batches are sized, and slow in all later ones
//! Layer: measurement
//! Twin: is_slow_at_first
//! Timed: yes
//! Expect: not accepted
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

static CALLS: AtomicUsize = AtomicUsize::new(0);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    if starts.len() >= 350 && CALLS.fetch_add(1, Ordering::Relaxed) > 5 {
        return answer(starts);
    }
    starts.par_iter().flat_map_iter(|&start| answer(&[start])).collect()
}
