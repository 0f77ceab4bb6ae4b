//! Because: spawned tasks send the sum of a row of tiles through a channel; each tile's mirror image is copied first.

use std::sync::mpsc;

const TILE: usize = 32;

pub fn asymmetry(times: &[u16], towns: usize, stride: usize, _threads: usize) -> u64 {
    let (sender, receiver) = mpsc::channel();
    rayon::scope(|scope| {
        for top in (0..towns).step_by(TILE).rev() {
            let sender = sender.clone();
            scope.spawn(move |_| {
                let lefts = (0..=top).step_by(TILE);
                let sum: u64 = lefts.map(|left| tile(times, towns, stride, top, left)).sum();
                sender.send(sum).unwrap();
            });
        }
    });
    drop(sender);
    receiver.into_iter().sum()
}

fn tile(times: &[u16], towns: usize, stride: usize, top: usize, left: usize) -> u64 {
    let bottom = towns.min(top + TILE);
    let mut copy = [[0_u16; TILE]; TILE];
    for j in left..towns.min(left + TILE) {
        for i in top..bottom {
            copy[i - top][j - left] = times[j * stride + i];
        }
    }
    let mut sum = 0;
    for i in top..bottom {
        for j in left..i.min(left + TILE) {
            sum += u64::from(times[i * stride + j].abs_diff(copy[i - top][j - left]));
        }
    }
    sum
}
