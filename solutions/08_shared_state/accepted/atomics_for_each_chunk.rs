//! Because: the counters are atomic and shared, but a chunk adds to each of them once only.

use rayon::prelude::*;
use std::f64::consts::SQRT_2;
use std::sync::atomic::{AtomicU64, Ordering};

pub type Wind = [f32; 2];

pub const SECTORS: usize = 16;

pub type Rose = [u64; SECTORS];

pub fn wind_rose(winds: &[Wind]) -> Rose {
    let total: [AtomicU64; SECTORS] = Default::default();
    winds.par_chunks(1 << 14).for_each(|chunk| {
        let mut rose = [0; SECTORS];
        for &wind in chunk {
            rose[sector(wind)] += 1;
        }
        for (total, winds) in total.iter().zip(rose) {
            // No other memory depends on a counter.
            total.fetch_add(winds, Ordering::Relaxed);
        }
    });
    total.map(AtomicU64::into_inner)
}

const COTANGENTS: [f64; 7] =
    [SQRT_2 + 1.0, 1.0, SQRT_2 - 1.0, 0.0, 1.0 - SQRT_2, -1.0, -1.0 - SQRT_2];

pub fn sector([east, north]: Wind) -> usize {
    let (east, north) = (f64::from(east), f64::from(north));
    let side = 1.0_f64.copysign(north);
    let (east, north) = (east * side, north * side);
    let passed = COTANGENTS.map(|cotangent| usize::from(east <= north * cotangent));
    usize::from(side < 0.0) * SECTORS / 2 + passed.iter().sum::<usize>()
}
