//! A private rose for each chunk, and a merge at the end: no thread ever
//! touches what another one writes.

use rayon::prelude::*;
use std::f64::consts::SQRT_2;

/// How fast the air moves towards the east and towards the north, in metres
/// per second.
pub type Wind = [f32; 2];

/// The directions are cut into so many sectors of 22.5° each, as on a compass.
pub const SECTORS: usize = 16;

/// A wind rose: how many winds each sector has.
pub type Rose = [u64; SECTORS];

/// Winds in a chunk: some 25 microseconds of counting, against some 10 to
/// 20 nanoseconds for making a rose and adding it to another.
const CHUNK_SIZE: usize = 8_192;

/// Counts are added, and it does not matter in which order or in which groups.
/// That is all that `reduce` asks for.
pub fn wind_rose(winds: &[Wind]) -> Rose {
    winds.par_chunks(CHUNK_SIZE).map(count).reduce(|| [0; SECTORS], |a, b| add(&a, &b))
}

fn add(a: &Rose, b: &Rose) -> Rose {
    std::array::from_fn(|sector| a[sector] + b[sector])
}

/// Does the same on one thread: the sectors of 256 winds first, then their counts.
/// In the first loop no wind has to wait for a counter, so the compiler takes
/// several at a time.
pub fn count(winds: &[Wind]) -> Rose {
    let mut rose = [0; SECTORS];
    let mut sectors = [0; 256];
    for winds in winds.chunks(sectors.len()) {
        for (place, &wind) in sectors.iter_mut().zip(winds) {
            *place = sector(wind);
        }
        sectors[..winds.len()].iter().for_each(|&sector| rose[sector] += 1);
    }
    rose
}

/// The cotangents of 22.5°, 45°, … and 157.5°, where one sector ends and the next
/// begins.
const COTANGENTS: [f64; 7] =
    [SQRT_2 + 1.0, 1.0, SQRT_2 - 1.0, 0.0, 1.0 - SQRT_2, -1.0, -1.0 - SQRT_2];

/// Returns the sector of a wind: 0 begins in the east, 4 in the north.
pub fn sector([east, north]: Wind) -> usize {
    // Exact numbers first: every `f32` is an `f64`, too.
    let (east, north) = (f64::from(east), f64::from(north));
    // The lower half is the upper one, turned by half a circle.
    let side = 1.0_f64.copysign(north);
    let (east, north) = (east * side, north * side);
    let passed = COTANGENTS.map(|cotangent| usize::from(east <= north * cotangent));
    usize::from(side < 0.0) * SECTORS / 2 + passed.iter().sum::<usize>()
}
