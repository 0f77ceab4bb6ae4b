//! Expect: low_speedup
//! Cause: memory
//! Because: a task for each row: two threads go down whole columns, and a line is fetched for each number.

use rayon::prelude::*;

pub fn asymmetry(times: &[u16], towns: usize, stride: usize, _threads: usize) -> u64 {
    let compare_row = |i: usize| -> u64 {
        let difference = |j: usize| times[i * stride + j].abs_diff(times[j * stride + i]);
        (0..i).map(|j| u64::from(difference(j))).sum()
    };
    (0..towns).into_par_iter().map(compare_row).sum()
}
