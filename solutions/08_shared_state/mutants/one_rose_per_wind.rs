//! Expect: low_speedup
//! Cause: overhead
//! Because: a whole rose is made, copied and added for every single wind: 36 additions where one would do.

use rayon::prelude::*;

pub type Wind = [f64; 2];
pub const SECTORS: usize = 36;
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

pub fn sector([east, north]: Wind) -> usize {
    // From half a turn to one and a half, so that nothing is negative.
    let turns = north.atan2(east) / std::f64::consts::TAU + 1.0;
    (turns * SECTORS as f64) as usize % SECTORS
}
