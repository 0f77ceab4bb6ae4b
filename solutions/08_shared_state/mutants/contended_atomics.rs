//! Expect: low_speedup
//! Cause: contention
//! Because: no lock, but all threads add to the same counters, and a counter's cache line travels from core to core.

use rayon::prelude::*;
use std::f64::consts::SQRT_2;
use std::sync::atomic::{AtomicU64, Ordering};

pub type Wind = [f32; 2];
pub const SECTORS: usize = 16;
pub type Rose = [u64; SECTORS];

pub fn wind_rose(winds: &[Wind]) -> Rose {
    let rose = [const { AtomicU64::new(0) }; SECTORS];
    winds.par_iter().for_each(|&wind| {
        // Relaxed: a count, which passes no other data on.
        rose[sector(wind)].fetch_add(1, Ordering::Relaxed);
    });
    rose.map(AtomicU64::into_inner)
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
