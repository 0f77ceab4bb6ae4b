//! Because: it has no counters to look up, and asks of each edge how many winds are past it; the compiler takes several edges at a time.

use std::f64::consts::SQRT_2;

pub type Wind = [f32; 2];

pub const SECTORS: usize = 16;

pub type Rose = [u64; SECTORS];

pub fn wind_rose(winds: &[Wind]) -> Rose {
    let (mut all, mut lower_half) = ([0; 9], [0; 9]);
    for &[east, north] in winds {
        let lower = u64::from(north.is_sign_negative());
        let (east, north) = (f64::from(east), f64::from(north));
        let side = 1.0_f64.copysign(north);
        let (east, north) = (east * side, north * side);
        all[0] += 1;
        lower_half[0] += lower;
        for (edge, cotangent) in COTANGENTS.iter().enumerate() {
            let past = u64::from(east <= north * cotangent);
            all[edge + 1] += past;
            lower_half[edge + 1] += past & lower;
        }
    }
    let between = |past: &[u64; 9], edge: usize| past[edge] - past[edge + 1];
    std::array::from_fn(|sector| match sector {
        0..8 => between(&all, sector) - between(&lower_half, sector),
        _ => between(&lower_half, sector - 8),
    })
}

const COTANGENTS: [f64; 7] =
    [SQRT_2 + 1.0, 1.0, SQRT_2 - 1.0, 0.0, 1.0 - SQRT_2, -1.0, -1.0 - SQRT_2];
