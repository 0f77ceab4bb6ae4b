//! Because: it counts into two roses in turn, so that a count seldom waits for the one before.

use std::f64::consts::SQRT_2;

pub type Wind = [f32; 2];

pub const SECTORS: usize = 16;

pub type Rose = [u64; SECTORS];

pub fn wind_rose(winds: &[Wind]) -> Rose {
    let (mut even, mut odd) = ([0; SECTORS], [0; SECTORS]);
    let (pairs, rest) = winds.as_chunks::<2>();
    for &[first, second] in pairs {
        even[sector(first)] += 1;
        odd[sector(second)] += 1;
    }
    for &wind in rest {
        even[sector(wind)] += 1;
    }
    std::array::from_fn(|sector| even[sector] + odd[sector])
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
