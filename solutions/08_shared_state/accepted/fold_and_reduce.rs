//! Because: rayon's `fold` keeps a rose for several chunks and adds wind after wind with `sector`; `reduce` adds the roses.

use rayon::prelude::*;
use std::f64::consts::SQRT_2;

pub type Wind = [f32; 2];

pub const SECTORS: usize = 16;

pub type Rose = [u64; SECTORS];

pub fn wind_rose(winds: &[Wind]) -> Rose {
    let none = || [0; SECTORS];
    let one_more = |mut rose: Rose, chunk: &[Wind]| {
        for &wind in chunk {
            rose[sector(wind)] += 1;
        }
        rose
    };
    let add = |mut a: Rose, b: Rose| {
        for (a, b) in a.iter_mut().zip(b) {
            *a += b;
        }
        a
    };
    winds.par_chunks(5_000).fold(none, one_more).reduce(none, add)
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
