//! Expect: wrong_answer
//! Because: a row is taken to be as long as there are towns, and the spare places behind them are not skipped.

use rayon::prelude::*;

const TILE: usize = 16;

pub fn asymmetry(times: &[u16], towns: usize, _stride: usize, _threads: usize) -> u64 {
    let compare_row = |row: usize| {
        let top = row * TILE;
        let mut sum = 0;
        for left in (0..=top).step_by(TILE) {
            for i in top..towns.min(top + TILE) {
                for j in left..i.min(left + TILE) {
                    sum += u64::from(times[i * towns + j].abs_diff(times[j * towns + i]));
                }
            }
        }
        sum
    };
    (0..towns.div_ceil(TILE)).into_par_iter().map(compare_row).sum()
}
