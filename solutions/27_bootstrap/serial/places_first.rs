//! Because: it is numpy's way, all places of a resample first and their values afterwards.

pub const BLOCK: usize = 25;

pub fn bootstrap(values: &[u32], resamples: usize, seed: u64) -> Vec<f64> {
    let n = values.len();
    let mut places = vec![0; n];
    let mut means = vec![0.0; resamples];
    for (block, means) in means.chunks_mut(BLOCK).enumerate() {
        let mut generator = Generator::new(seed, block as u64);
        for mean in means {
            places.iter_mut().for_each(|place| *place = generator.below(n));
            let sum: u64 = places.iter().map(|&place| u64::from(values[place])).sum();
            *mean = sum as f64 / n as f64;
        }
    }
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
