//! Expect: low_speedup
//! Cause: serial
//! Because: one thread draws all numbers, so that their order is safe, and only the sums are parallel.

use rayon::prelude::*;

pub const BLOCK: usize = 25;

pub fn bootstrap(values: &[u32], resamples: usize, seed: u64) -> Vec<f64> {
    let n = values.len();
    let mut places = Vec::with_capacity(resamples * n);
    for resample in (0..resamples).step_by(BLOCK) {
        let mut generator = Generator::new(seed, (resample / BLOCK) as u64);
        let draws = BLOCK.min(resamples - resample) * n;
        places.extend((0..draws).map(|_| generator.below(n) as u32));
    }
    let mean = |places: &[u32]| {
        let sum: u64 = places.iter().map(|&place| u64::from(values[place as usize])).sum();
        sum as f64 / n as f64
    };
    places.par_chunks(n).map(mean).collect()
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
