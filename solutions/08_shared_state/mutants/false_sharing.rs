//! Expect: low_speedup
//! Cause: contention
//! Because: each thread has counters of its own, but they stand beside the other threads' in the same cache lines.

use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

pub type Wind = [f64; 2];
pub const SECTORS: usize = 36;
pub type Rose = [u64; SECTORS];

/// One row a sector, one column a thread: nobody writes to another's column, so
/// plain loads and stores will do.
pub fn wind_rose(winds: &[Wind]) -> Rose {
    let threads = rayon::current_num_threads();
    let counts: Vec<AtomicU64> = (0..SECTORS * threads).map(|_| AtomicU64::new(0)).collect();
    winds.par_chunks(1_024).for_each(|chunk| {
        let thread = rayon::current_thread_index().unwrap_or(0);
        for &wind in chunk {
            // Relaxed: only this thread writes here until all have ended.
            let count = &counts[sector(wind) * threads + thread];
            count.store(count.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        }
    });
    std::array::from_fn(|sector| {
        let row = &counts[sector * threads..][..threads];
        row.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    })
}

pub fn sector([east, north]: Wind) -> usize {
    // From half a turn to one and a half, so that nothing is negative.
    let turns = north.atan2(east) / std::f64::consts::TAU + 1.0;
    (turns * SECTORS as f64) as usize % SECTORS
}
