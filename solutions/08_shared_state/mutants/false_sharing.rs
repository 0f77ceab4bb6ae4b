//! Expect: low_speedup
//! Cause: contention
//! Because: each thread has counters of its own, but they stand beside the other threads' in the same cache lines.

use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

pub type Histogram = [u64; 256];

/// One row a brightness, one column a thread: nobody writes to another's
/// column, so plain loads and stores will do.
pub fn histogram(pixels: &[u8]) -> Histogram {
    let threads = rayon::current_num_threads();
    let counts: Vec<AtomicU64> = (0..256 * threads).map(|_| AtomicU64::new(0)).collect();
    pixels.par_chunks(65_536).for_each(|chunk| {
        let thread = rayon::current_thread_index().unwrap_or(0);
        for &pixel in chunk {
            // Relaxed: only this thread writes here until all have ended.
            let count = &counts[usize::from(pixel) * threads + thread];
            count.store(count.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        }
    });
    std::array::from_fn(|brightness| {
        let row = &counts[brightness * threads..][..threads];
        row.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    })
}
