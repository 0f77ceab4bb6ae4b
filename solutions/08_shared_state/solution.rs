//! A private rose for each chunk, and a merge at the end: no thread ever
//! touches what another one writes.

use rayon::prelude::*;

/// How fast the air moves towards the east and towards the north, in metres
/// per second.
pub type Wind = [f64; 2];

/// The directions are cut into so many sectors of 10° each.
pub const SECTORS: usize = 36;

/// A wind rose: how many winds each sector has.
pub type Rose = [u64; SECTORS];

/// Winds in a chunk: some 40 microseconds of counting, against some 50
/// nanoseconds for making a rose and adding it to another.
const CHUNK_SIZE: usize = 1_024;

/// Counts are added, and it does not matter in which order or in which groups.
/// That is all that `reduce` asks for.
pub fn wind_rose(winds: &[Wind]) -> Rose {
    winds.par_chunks(CHUNK_SIZE).map(count).reduce(|| [0; SECTORS], |a, b| add(&a, &b))
}

fn add(a: &Rose, b: &Rose) -> Rose {
    std::array::from_fn(|sector| a[sector] + b[sector])
}

/// Does the same on one thread.
pub fn count(winds: &[Wind]) -> Rose {
    let mut rose = [0; SECTORS];
    for &wind in winds {
        rose[sector(wind)] += 1;
    }
    rose
}

/// Returns the sector of a wind: 0 begins in the east, 9 in the north.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 18 and 54; the part behind the point is to be cut off"
)]
pub fn sector([east, north]: Wind) -> usize {
    // From half a turn to one and a half, so that nothing is negative.
    let turns = north.atan2(east) / std::f64::consts::TAU + 1.0;
    (turns * SECTORS as f64) as usize % SECTORS
}
