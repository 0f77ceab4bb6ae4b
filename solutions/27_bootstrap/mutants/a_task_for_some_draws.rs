//! Expect: low_speedup
//! Cause: contention
//! Because: the resamples come one after the other, and the thousand draws of each are cut into tasks.

use rayon::prelude::*;

pub const BLOCK: usize = 25;

pub fn bootstrap(values: &[u32], resamples: usize, seed: u64) -> Vec<f64> {
    let n = values.len();
    let mean = |resample: usize| {
        let start = Generator::new(seed, (resample / BLOCK) as u64).state;
        let before = resample % BLOCK * n;
        let draw = |draw: usize| {
            // The state after so many draws is known without making them.
            let steps = (before + draw) as u64;
            let state = start.wrapping_add(Generator::STEP.wrapping_mul(steps));
            u64::from(values[Generator { state }.below(n)])
        };
        let sum: u64 = (0..n).into_par_iter().with_max_len(32).map(draw).sum();
        sum as f64 / n as f64
    };
    (0..resamples).map(mean).collect()
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
