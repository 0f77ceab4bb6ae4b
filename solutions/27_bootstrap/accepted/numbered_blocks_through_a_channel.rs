//! Because: threads take the next block from a shared number and send it back with its place.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

pub const BLOCK: usize = 25;

pub fn bootstrap(values: &[u32], resamples: usize, seed: u64) -> Vec<f64> {
    let mut answer = vec![0.0; resamples];
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..rayon::current_num_threads() {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    // Only the number matters; nothing else is passed on by it.
                    let first = next.fetch_add(1, Ordering::Relaxed) * BLOCK;
                    if first >= resamples {
                        break;
                    }
                    let mut generator = Generator::new(seed, (first / BLOCK) as u64);
                    let count = BLOCK.min(resamples - first);
                    let means: Vec<f64> =
                        (0..count).map(|_| resample_mean(values, &mut generator)).collect();
                    sender.send((first, means)).unwrap();
                }
            });
        }
        drop(sender);
        for (first, means) in receiver {
            answer[first..first + means.len()].copy_from_slice(&means);
        }
    });
    answer
}

pub fn resample_mean(values: &[u32], generator: &mut Generator) -> f64 {
    let n = values.len();
    let sum: u64 = (0..n).map(|_| u64::from(values[generator.below(n)])).sum();
    sum as f64 / n as f64
}
pub struct Generator {
    state: u64,
}

impl Generator {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    pub fn new(seed: u64, stream: u64) -> Self {
        Self { state: mix(seed ^ mix(stream)) }
    }
    pub fn below(&mut self, n: usize) -> usize {
        self.state = self.state.wrapping_add(Self::STEP);
        (((mix(self.state) >> 32) * n as u64) >> 32) as usize
    }
}
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
