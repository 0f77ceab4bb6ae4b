//! Bootstrap: random numbers on many threads, and the same answer on any number of
//! them.
//!
//! Read `lessons/src/27_bootstrap.md`, fill in the first function below, then type
//! `cargo grade bootstrap`.
//!
//! Stuck? Type `cargo grade hint bootstrap`.

/// How many resamples share one generator; the last block may have fewer.
pub const BLOCK: usize = 25;

/// Returns the mean of each resample, in their order.
///
/// Resamples 0 to 24 are block 0, 25 to 49 are block 1, and so on. Each block has a
/// generator of its own, `Generator::new(seed, block)`, and its resamples are drawn
/// from it one after the other, with `resample_mean`.
///
/// Without resamples there are no means. There is at least one value.
pub fn bootstrap(values: &[u32], resamples: usize, seed: u64) -> Vec<f64> {
    todo!("{resamples} resamples of {} values, seed {seed}, in parallel", values.len())
}

// The rest is done for you. Use it as it is.

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

// Your own tests: `cargo test -p bootstrap`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_block_has_a_generator_of_its_own() {
        let values = [3, 1, 4, 1, 5];
        let means = bootstrap(&values, 27, 7);
        let mut generator = Generator::new(7, 1);
        let second = [(); 2].map(|()| resample_mean(&values, &mut generator));
        assert_eq!((means.len(), &means[25..]), (27, second.as_slice()));
    }
}
