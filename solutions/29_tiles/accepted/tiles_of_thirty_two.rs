//! Because: plain tiles of 32 by 32, as many numbers as a line has: more lines than one set of the nearest cache holds.

use rayon::prelude::*;

const TILE: usize = 32;

pub fn asymmetry(times: &[u16], towns: usize, stride: usize, _threads: usize) -> u64 {
    (0..towns.div_ceil(TILE))
        .into_par_iter()
        .map(|row| {
            let top = row * TILE;
            let mut sum = 0;
            for left in (0..=top).step_by(TILE) {
                for i in top..towns.min(top + TILE) {
                    for j in left..i.min(left + TILE) {
                        sum += u64::from(times[i * stride + j].abs_diff(times[j * stride + i]));
                    }
                }
            }
            sum
        })
        .sum()
}
