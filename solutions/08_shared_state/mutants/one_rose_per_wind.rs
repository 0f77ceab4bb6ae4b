//! Expect: low_speedup
//! Cause: overhead
//! Because: a whole rose is made, copied and added for every single wind: 16 additions where one would do.

use rayon::prelude::*;
use std::f64::consts::SQRT_2;

pub type Wind = [f32; 2];
pub const SECTORS: usize = 16;
pub type Rose = [u64; SECTORS];

pub fn wind_rose(winds: &[Wind]) -> Rose {
    winds.par_iter().map(|&wind| rose_of(wind)).reduce(|| [0; SECTORS], |a, b| add(&a, &b))
}

fn rose_of(wind: Wind) -> Rose {
    let mut rose = [0; SECTORS];
    rose[sector(wind)] = 1;
    rose
}

fn add(a: &Rose, b: &Rose) -> Rose {
    std::array::from_fn(|sector| a[sector] + b[sector])
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
