//! Because: the size that comes to mind first; a copy of the mirror image makes it good.

use rayon::prelude::*;

const TILE: usize = 64;

pub fn asymmetry(times: &[u16], towns: usize, stride: usize, _threads: usize) -> u64 {
    let tops: Vec<usize> = (0..towns).step_by(TILE).collect();
    let row_of_tiles = |&top: &usize| {
        let bottom = towns.min(top + TILE);
        let mut copy = vec![0; TILE * TILE];
        let mut sum = 0;
        for left in (0..=top).step_by(TILE) {
            for j in left..towns.min(left + TILE) {
                for i in top..bottom {
                    copy[(i - top) * TILE + j - left] = times[j * stride + i];
                }
            }
            for i in top..bottom {
                for j in left..i.min(left + TILE) {
                    let back = copy[(i - top) * TILE + j - left];
                    sum += u64::from(times[i * stride + j].abs_diff(back));
                }
            }
        }
        sum
    };
    tops.par_iter().rev().map(row_of_tiles).sum()
}
