//! Expect: low_speedup
//! Cause: contention
//! Because: each thread has counters of its own, but they stand beside the other threads' in the same cache lines.

use rayon::prelude::*;
use std::f64::consts::SQRT_2;
use std::sync::atomic::{AtomicU64, Ordering};

pub type Wind = [f32; 2];
pub const SECTORS: usize = 16;
pub type Rose = [u64; SECTORS];

/// One row a sector, one column a thread: nobody writes to another's column.
pub fn wind_rose(winds: &[Wind]) -> Rose {
    let threads = rayon::current_num_threads();
    let counts: Vec<AtomicU64> = (0..SECTORS * threads).map(|_| AtomicU64::new(0)).collect();
    winds.par_chunks(1_024).for_each(|chunk| {
        let thread = rayon::current_thread_index().unwrap_or(0);
        for &wind in chunk {
            // Relaxed: only this thread writes here until all have ended.
            counts[sector(wind) * threads + thread].fetch_add(1, Ordering::Relaxed);
        }
    });
    std::array::from_fn(|sector| {
        let row = &counts[sector * threads..][..threads];
        row.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    })
}

const COTANGENTS: [f64; 7] =
    [SQRT_2 + 1.0, 1.0, SQRT_2 - 1.0, 0.0, 1.0 - SQRT_2, -1.0, -1.0 - SQRT_2];

pub fn sector([east, north]: Wind) -> usize {
    // Exact numbers first: every `f32` is an `f64`, too.
    let (east, north) = (f64::from(east), f64::from(north));
    // The lower half is the upper one, turned by half a circle.
    let side = 1.0_f64.copysign(north);
    let (east, north) = (east * side, north * side);
    let passed = COTANGENTS.map(|cotangent| usize::from(east <= north * cotangent));
    usize::from(side < 0.0) * SECTORS / 2 + passed.iter().sum::<usize>()
}
