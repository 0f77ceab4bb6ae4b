//! Because: threads of its own take the rows of tiles in turn, 8 by 8, so that all get short ones and long ones.

use std::thread;

const TILE: usize = 8;

pub fn asymmetry(times: &[u16], towns: usize, stride: usize, threads: usize) -> u64 {
    let part = |first: usize| {
        let mut sum = 0;
        for top in (first * TILE..towns).step_by(threads * TILE) {
            for left in (0..=top).step_by(TILE) {
                for i in top..towns.min(top + TILE) {
                    for j in left..i.min(left + TILE) {
                        sum += u64::from(times[i * stride + j].abs_diff(times[j * stride + i]));
                    }
                }
            }
        }
        sum
    };
    thread::scope(|scope| {
        let parts: Vec<_> = (0..threads).map(|first| scope.spawn(move || part(first))).collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    })
}
