//! Expect: low_speedup
//! Cause: contention
//! Because: every block has its generator, but all of them stand behind one lock, which each draw takes.

use rayon::prelude::*;
use std::sync::Mutex;

pub const BLOCK: usize = 25;

pub fn bootstrap(values: &[u32], resamples: usize, seed: u64) -> Vec<f64> {
    let n = values.len();
    let blocks = resamples.div_ceil(BLOCK) as u64;
    let generators: Vec<_> = (0..blocks).map(|block| Generator::new(seed, block)).collect();
    let generators = Mutex::new(generators);
    let mut means = vec![0.0; resamples];
    means.par_chunks_mut(BLOCK).enumerate().for_each(|(block, means)| {
        let draw = || values[generators.lock().unwrap()[block].below(n)];
        for mean in means {
            let sum: u64 = (0..n).map(|_| u64::from(draw())).sum();
            *mean = sum as f64 / n as f64;
        }
    });
    means
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
