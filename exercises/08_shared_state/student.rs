//! Shared state: count the winds of each direction, and nobody waits for
//! anybody.
//!
//! Read `lessons/src/08_shared_state.md`, fill in the first function below,
//! then type `cargo grade shared_state`.
//!
//! Stuck? Type `cargo grade hint shared_state`.

use std::f64::consts::SQRT_2;

/// How fast the air moves towards the east and towards the north, in metres
/// per second.
pub type Wind = [f32; 2];

/// The directions are cut into so many sectors of 22.5° each, as on a compass.
pub const SECTORS: usize = 16;

/// A wind rose: how many winds each sector has.
pub type Rose = [u64; SECTORS];

/// Returns the wind rose of all winds. Without winds it has 16 zeros.
pub fn wind_rose(winds: &[Wind]) -> Rose {
    todo!("count {} winds by their sectors, in parallel", winds.len())
}

/// Does the same on one thread. This one is done for you, and it is the fastest
/// that we know; the baseline's is the same.
///
/// It finds the sectors of 256 winds and then counts them. In the first loop no
/// wind has to wait for a counter, so the compiler takes several at a time.
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

/// Returns the sector of a wind: 0 begins in the east, 4 in the north. Done for
/// you, too.
pub fn sector([east, north]: Wind) -> usize {
    // Exact numbers first: every `f32` is an `f64`, too.
    let (east, north) = (f64::from(east), f64::from(north));
    // The lower half is the upper one, turned by half a circle.
    let side = 1.0_f64.copysign(north);
    let (east, north) = (east * side, north * side);
    let passed = COTANGENTS.map(|cotangent| usize::from(east <= north * cotangent));
    usize::from(side < 0.0) * SECTORS / 2 + passed.iter().sum::<usize>()
}

// Your own tests: `cargo test -p shared_state`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_winds() {
        let rose = wind_rose(&[[1.0, 0.1], [-0.1, 2.0], [3.0, 0.1]]);
        assert_eq!((rose[0], rose[4], rose.iter().sum::<u64>()), (2, 1, 3));
    }
}
