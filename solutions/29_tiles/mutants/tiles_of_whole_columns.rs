//! Expect: low_speedup
//! Cause: memory
//! Because: blocks of 16 rows, but each row is followed to the diagonal before the next begins: the loop over the tiles is missing.

use rayon::prelude::*;

const TILE: usize = 16;

pub fn asymmetry(times: &[u16], towns: usize, stride: usize, _threads: usize) -> u64 {
    let compare_block = |block: usize| {
        let mut sum = 0;
        for i in block * TILE..towns.min((block + 1) * TILE) {
            for j in 0..i {
                sum += u64::from(times[i * stride + j].abs_diff(times[j * stride + i]));
            }
        }
        sum
    };
    (0..towns.div_ceil(TILE)).into_par_iter().map(compare_block).sum()
}
