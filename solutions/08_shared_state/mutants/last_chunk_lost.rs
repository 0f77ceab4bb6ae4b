//! Expect: wrong_answer
//! Because: the division rounds down, so the winds at the end that do not fill a chunk are in no rose.

use rayon::prelude::*;
use std::f32::consts::SQRT_2;

pub type Wind = [f32; 2];
pub const SECTORS: usize = 16;
pub type Rose = [u64; SECTORS];

const CHUNKS: usize = 64;

pub fn wind_rose(winds: &[Wind]) -> Rose {
    let chunk_size = winds.len() / CHUNKS;
    (0..CHUNKS)
        .into_par_iter()
        .map(|chunk| count(&winds[chunk * chunk_size..][..chunk_size]))
        .reduce(|| [0; SECTORS], |a, b| add(&a, &b))
}

fn add(a: &Rose, b: &Rose) -> Rose {
    std::array::from_fn(|sector| a[sector] + b[sector])
}

pub fn count(winds: &[Wind]) -> Rose {
    let mut rose = [0; SECTORS];
    for &wind in winds {
        rose[sector(wind)] += 1;
    }
    rose
}

const COTANGENTS: [f32; 7] =
    [SQRT_2 + 1.0, 1.0, SQRT_2 - 1.0, 0.0, 1.0 - SQRT_2, -1.0, -1.0 - SQRT_2];

pub fn sector([east, north]: Wind) -> usize {
    // The lower half is the upper one, turned by half a circle.
    let side = 1.0_f32.copysign(north);
    let (east, north) = (east * side, north * side);
    let passed = COTANGENTS.map(|cotangent| usize::from(east <= north * cotangent));
    usize::from(side < 0.0) * SECTORS / 2 + passed.iter().sum::<usize>()
}
