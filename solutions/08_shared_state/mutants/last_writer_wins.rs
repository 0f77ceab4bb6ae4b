//! Expect: wrong_answer
//! Because: a chunk's rose replaces the total instead of being added to it, so only the chunk that ends last is seen.

use rayon::prelude::*;
use std::f64::consts::SQRT_2;
use std::sync::Mutex;

pub type Wind = [f32; 2];
pub const SECTORS: usize = 16;
pub type Rose = [u64; SECTORS];

const CHUNK_SIZE: usize = 1_024;

pub fn wind_rose(winds: &[Wind]) -> Rose {
    let total = Mutex::new([0; SECTORS]);
    winds.par_chunks(CHUNK_SIZE).for_each(|chunk| {
        let rose = count(chunk);
        *total.lock().expect("no thread panics") = rose;
    });
    total.into_inner().expect("no thread panics")
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
    // Exact numbers first: every `f32` is an `f64`, too.
    let (east, north) = (f64::from(east), f64::from(north));
    // The lower half is the upper one, turned by half a circle.
    let side = 1.0_f64.copysign(north);
    let (east, north) = (east * side, north * side);
    let passed = COTANGENTS.map(|cotangent| usize::from(east <= north * cotangent));
    usize::from(side < 0.0) * SECTORS / 2 + passed.iter().sum::<usize>()
}
