//! Expect: wrong_answer
//! Because: it counts every second chunk and takes the counts twice, since the winds hardly change.

use rayon::prelude::*;
use std::f64::consts::SQRT_2;

pub type Wind = [f32; 2];

pub const SECTORS: usize = 16;

pub type Rose = [u64; SECTORS];

const CHUNK_SIZE: usize = 8_192;

pub fn wind_rose(winds: &[Wind]) -> Rose {
    let add = |a: Rose, b: Rose| std::array::from_fn(|sector| a[sector] + b[sector]);
    let chunks = winds.par_chunks(CHUNK_SIZE).step_by(2);
    chunks.map(count).reduce(|| [0; SECTORS], add).map(|winds| 2 * winds)
}

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

const COTANGENTS: [f64; 7] =
    [SQRT_2 + 1.0, 1.0, SQRT_2 - 1.0, 0.0, 1.0 - SQRT_2, -1.0, -1.0 - SQRT_2];

pub fn sector([east, north]: Wind) -> usize {
    let (east, north) = (f64::from(east), f64::from(north));
    let side = 1.0_f64.copysign(north);
    let (east, north) = (east * side, north * side);
    let passed = COTANGENTS.map(|cotangent| usize::from(east <= north * cotangent));
    usize::from(side < 0.0) * SECTORS / 2 + passed.iter().sum::<usize>()
}
