//! Expect: low_speedup
//! Cause: contention
//! Because: no lock, but all threads add to the same counters, and a counter's cache line travels from core to core.

use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

pub type Wind = [f64; 2];
pub const SECTORS: usize = 36;
pub type Rose = [u64; SECTORS];

pub fn wind_rose(winds: &[Wind]) -> Rose {
    let rose = [const { AtomicU64::new(0) }; SECTORS];
    winds.par_iter().for_each(|&wind| {
        // Relaxed: a count, which passes no other data on.
        rose[sector(wind)].fetch_add(1, Ordering::Relaxed);
    });
    rose.map(AtomicU64::into_inner)
}

pub fn sector([east, north]: Wind) -> usize {
    // From half a turn to one and a half, so that nothing is negative.
    let turns = north.atan2(east) / std::f64::consts::TAU + 1.0;
    (turns * SECTORS as f64) as usize % SECTORS
}
