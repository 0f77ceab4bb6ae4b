//! Expect: low_speedup
//! Cause: contention
//! Because: every wind takes the lock of the one rose, and a thread that finds it taken goes to sleep.

use rayon::prelude::*;
use std::sync::Mutex;

pub type Wind = [f64; 2];
pub const SECTORS: usize = 36;
pub type Rose = [u64; SECTORS];

pub fn wind_rose(winds: &[Wind]) -> Rose {
    let rose = Mutex::new([0; SECTORS]);
    winds.par_iter().for_each(|&wind| {
        let sector = sector(wind);
        rose.lock().expect("no thread panics")[sector] += 1;
    });
    rose.into_inner().expect("no thread panics")
}

pub fn sector([east, north]: Wind) -> usize {
    // From half a turn to one and a half, so that nothing is negative.
    let turns = north.atan2(east) / std::f64::consts::TAU + 1.0;
    (turns * SECTORS as f64) as usize % SECTORS
}
