//! Expect: low_speedup
//! Cause: contention
//! Because: no lock, but all threads add to the same counters, and a counter's cache line travels from core to core.

use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

pub type Histogram = [u64; 256];

pub fn histogram(pixels: &[u8]) -> Histogram {
    let counts = [const { AtomicU64::new(0) }; 256];
    pixels.par_iter().for_each(|&pixel| {
        // Relaxed: a count, which passes no other data on.
        counts[usize::from(pixel)].fetch_add(1, Ordering::Relaxed);
    });
    counts.map(AtomicU64::into_inner)
}
