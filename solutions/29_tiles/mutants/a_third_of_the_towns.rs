//! Expect: wrong_answer
//! Because: each third row of tiles is looked at, and the sum is taken three times.

use rayon::prelude::*;

const TILE: usize = 16;

pub fn asymmetry(times: &[u16], towns: usize, stride: usize, _threads: usize) -> u64 {
    let compare_row = |row: usize| {
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
    };
    let sum: u64 = (0..towns.div_ceil(TILE)).into_par_iter().step_by(3).map(compare_row).sum();
    3 * sum
}
