//! Because: sums to the end of each block and from its begin, all blocks at once; then every window is put together of a few sums, and no chunk needs an overlap.

use rayon::prelude::*;

const BLOCK: usize = 256;

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let mut to_end = vec![0.0; x.len()];
    let blocks = to_end.par_chunks_mut(BLOCK).zip(x.par_chunks(BLOCK)).with_min_len(16);
    blocks.for_each(|(to_end, x)| {
        let mut sum = 0.0;
        for (to_end, x) in to_end.iter_mut().zip(x).rev() {
            sum += x;
            *to_end = sum;
        }
    });
    let mut means = vec![0.0; x.len()];
    means.par_chunks_mut(64 * BLOCK).enumerate().for_each(|(chunk, means)| {
        let begin = chunk * 64 * BLOCK;
        let mut start = times.partition_point(|time| time + window_s <= times[begin]);
        let mut from_begin = 0.0;
        for (row, mean) in (begin..).zip(means) {
            from_begin = if row % BLOCK == 0 { x[row] } else { from_begin + x[row] };
            while times[row] - times[start] >= window_s {
                start += 1;
            }
            let (first, last) = (start / BLOCK, row / BLOCK);
            let sum = if first == last {
                x[start..=row].iter().sum::<f64>()
            } else {
                let whole: f64 = (first + 1..last).map(|block| to_end[block * BLOCK]).sum();
                to_end[start] + whole + from_begin
            };
            *mean = sum / (row + 1 - start) as f64;
        }
    });
    means
}
