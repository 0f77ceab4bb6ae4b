//! Tiles of 32 by 32 numbers and their mirror images: each cache line is fetched once and
//! used up while it is near.

use rayon::prelude::*;

/// Numbers on a side of a tile: as many as a cache line of 64 bytes has.
const SIDE: usize = 32;

/// A table whose rows begin `stride` places apart.
#[derive(Clone, Copy)]
struct Table<'a> {
    times: &'a [u16],
    towns: usize,
    stride: usize,
}

/// A task is a row of tiles, from the left edge to the diagonal. Those further down are
/// longer, so the longest come first. The pool that it runs in has `threads` threads.
pub fn asymmetry(times: &[u16], towns: usize, stride: usize, _threads: usize) -> u64 {
    let table = Table { times, towns, stride };
    let compare_row = |row: usize| -> u64 {
        let top = row * SIDE;
        (0..=top).step_by(SIDE).map(|left| table.compare(top, left)).sum()
    };
    (0..towns.div_ceil(SIDE)).into_par_iter().rev().map(compare_row).sum()
}

impl Table<'_> {
    /// A tile, whose first number is in row `top` and column `left`, and its mirror image.
    fn compare(&self, top: usize, left: usize) -> u64 {
        let (high, wide) = (SIDE.min(self.towns - top), SIDE.min(self.towns - left));
        // Turned round first, row by row: each line is fetched once, whatever else falls
        // into its place of the cache, and the differences below are taken as vectors.
        let mut mirrored = [[0; SIDE]; SIDE];
        let rows = self.times[left * self.stride..].chunks(self.stride).take(wide);
        for (j, row) in rows.enumerate() {
            for (i, time) in row[top..top + high].iter().enumerate() {
                mirrored[i][j] = *time;
            }
        }
        let mut sum = 0;
        for (i, back) in mirrored[..high].iter().enumerate() {
            // Below the diagonal only: on it, a tile is a triangle.
            let start = (top + i) * self.stride + left;
            let there = &self.times[start..start + wide.min(top + i - left)];
            sum += there.iter().zip(back).map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>();
        }
        sum
    }
}
