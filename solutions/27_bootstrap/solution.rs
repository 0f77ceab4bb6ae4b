//! Each block is a task with a generator of its own, which its number makes.

use rayon::prelude::*;

/// How many resamples share one generator; the last block may have fewer.
pub const BLOCK: usize = 25;

/// A task is handed the block's number and the block's part of the answer, and needs
/// nothing else. So it does not matter which thread runs it, or when: the draws are the
/// same.
///
/// `par_chunks_mut` cuts the answer as the blocks are cut, the shorter last one included,
/// and every mean is written in its place.
pub fn bootstrap(values: &[u32], resamples: usize, seed: u64) -> Vec<f64> {
    let mut means = vec![0.0; resamples];
    means.par_chunks_mut(BLOCK).enumerate().for_each(|(block, means)| {
        let mut generator = Generator::new(seed, block as u64);
        for mean in means {
            *mean = resample_mean(values, &mut generator);
        }
    });
    means
}

/// Draws one resample, as many values as there are, with repetition, and returns its
/// mean. Whole numbers are added, so nothing is rounded before the division.
pub fn resample_mean(values: &[u32], generator: &mut Generator) -> f64 {
    let n = values.len();
    let sum: u64 = (0..n).map(|_| u64::from(values[generator.below(n)])).sum();
    sum as f64 / n as f64
}

/// A generator of random numbers: `SplitMix64`. Made anew with the same seed and
/// the same stream it gives the same numbers again; other streams give others.
pub struct Generator {
    state: u64,
}

impl Generator {
    /// Steps of the state: the golden ratio's part behind the point, times 2⁶⁴, odd.
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

    /// The generator of one stream of this seed.
    pub fn new(seed: u64, stream: u64) -> Self {
        Self { state: mix(seed ^ mix(stream)) }
    }

    /// Draws a whole number from 0 to `n - 1`; `n` is below 2³².
    pub fn below(&mut self, n: usize) -> usize {
        self.state = self.state.wrapping_add(Self::STEP);
        (((mix(self.state) >> 32) * n as u64) >> 32) as usize
    }
}

/// Spreads every bit of a number over all bits of the result.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
