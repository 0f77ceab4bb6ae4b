//! Expect: wrong_answer
//! Because: a chunk's rose replaces the total instead of being added to it, so only the chunk that ends last is seen.

use rayon::prelude::*;
use std::sync::Mutex;

pub type Wind = [f64; 2];
pub const SECTORS: usize = 36;
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
    for &wind in winds {
        rose[sector(wind)] += 1;
    }
    rose
}

pub fn sector([east, north]: Wind) -> usize {
    // From half a turn to one and a half, so that nothing is negative.
    let turns = north.atan2(east) / std::f64::consts::TAU + 1.0;
    (turns * SECTORS as f64) as usize % SECTORS
}
