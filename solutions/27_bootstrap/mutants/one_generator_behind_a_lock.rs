//! Expect: wrong_answer
//! Because: all threads draw from one generator, and who gets which number depends on who comes first.

use rayon::prelude::*;
use std::sync::Mutex;

pub fn bootstrap(values: &[u32], resamples: usize, seed: u64) -> Vec<f64> {
    let generator = Mutex::new(Generator::new(seed, 0));
    let mean = |_| {
        let n = values.len();
        let draw = |_| u64::from(values[generator.lock().unwrap().below(n)]);
        (0..n).map(draw).sum::<u64>() as f64 / n as f64
    };
    (0..resamples).into_par_iter().map(mean).collect()
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
