//! Shared state: count the winds of each direction, and nobody waits for
//! anybody.
//!
//! Read `lessons/src/08_shared_state.md`, fill in the first function below,
//! then type `cargo grade shared_state`.
//!
//! Stuck? Type `cargo grade hint shared_state`.

/// How fast the air moves towards the east and towards the north, in metres
/// per second.
pub type Wind = [f64; 2];

/// The directions are cut into so many sectors of 10° each.
pub const SECTORS: usize = 36;

/// A wind rose: how many winds each sector has.
pub type Rose = [u64; SECTORS];

/// Returns the wind rose of all winds. Without winds it has 36 zeros.
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

/// Returns the sector of a wind: 0 begins in the east, 9 in the north. Done for
/// you, too.
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

// Your own tests: `cargo test -p shared_state`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_winds() {
        let rose = wind_rose(&[[1.0, 0.1], [-0.1, 2.0], [3.0, 0.1]]);
        assert_eq!((rose[0], rose[9], rose.iter().sum::<u64>()), (2, 1, 3));
    }
}
