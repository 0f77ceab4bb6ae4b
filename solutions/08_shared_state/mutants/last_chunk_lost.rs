//! Expect: wrong_answer
//! Because: the division rounds down, so the winds at the end that do not fill a chunk are in no rose.

use rayon::prelude::*;

pub type Wind = [f64; 2];
pub const SECTORS: usize = 36;
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

pub fn sector([east, north]: Wind) -> usize {
    // From half a turn to one and a half, so that nothing is negative.
    let turns = north.atan2(east) / std::f64::consts::TAU + 1.0;
    (turns * SECTORS as f64) as usize % SECTORS
}
