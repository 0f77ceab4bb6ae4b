//! Shared state: count the winds of each direction, and nobody waits for
//! anybody.
//!
//! Read `lessons/src/08_shared_state.md`, fill in the first function below,
//! then type `cargo grade shared_state`.
//!
//! Stuck? Type `cargo grade hint shared_state`.

use std::f32::consts::SQRT_2;

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

/// Does the same on one thread. This one is done for you, and it is as fast as
/// the baseline's.
pub fn count(winds: &[Wind]) -> Rose {
    let mut rose = [0; SECTORS];
    for &wind in winds {
        rose[sector(wind)] += 1;
    }
    rose
}

/// The cotangents of 22.5°, 45°, … and 157.5°, where one sector ends and the next
/// begins.
const COTANGENTS: [f32; 7] =
    [SQRT_2 + 1.0, 1.0, SQRT_2 - 1.0, 0.0, 1.0 - SQRT_2, -1.0, -1.0 - SQRT_2];

/// Returns the sector of a wind: 0 begins in the east, 4 in the north. Done for
/// you, too.
pub fn sector([east, north]: Wind) -> usize {
    // The lower half is the upper one, turned by half a circle.
    let side = 1.0_f32.copysign(north);
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
