//! Because: a list of all tiles first, and a fold over it, in parallel.

use rayon::prelude::*;

pub fn asymmetry(times: &[u16], towns: usize, stride: usize, _threads: usize) -> u64 {
    let mut tiles = Vec::new();
    for top in (0..towns).step_by(16) {
        for left in (0..=top).step_by(16) {
            tiles.push((top, left));
        }
    }
    tiles
        .par_iter()
        .with_min_len(64)
        .fold(
            || 0,
            |mut sum, &(top, left)| {
                for i in top..(top + 16).min(towns) {
                    for j in left..(left + 16).min(i) {
                        let there = i64::from(times[i * stride + j]);
                        let back = i64::from(times[j * stride + i]);
                        sum += (there - back).unsigned_abs();
                    }
                }
                sum
            },
        )
        .sum()
}
