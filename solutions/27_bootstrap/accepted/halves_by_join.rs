//! Because: it cuts the list of means in half at the end of a block, until one block is left.

pub const BLOCK: usize = 25;

pub fn bootstrap(values: &[u32], resamples: usize, seed: u64) -> Vec<f64> {
    let mut means = vec![0.0; resamples];
    fill(&mut means, 0, values, seed);
    means
}

fn fill(means: &mut [f64], first_block: usize, values: &[u32], seed: u64) {
    let blocks = means.len().div_ceil(BLOCK);
    if blocks <= 1 {
        let mut generator = Generator::new(seed, first_block as u64);
        for i in 0..means.len() {
            means[i] = resample_mean(values, &mut generator);
        }
        return;
    }
    let half = blocks / 2;
    let (left, right) = means.split_at_mut(half * BLOCK);
    rayon::join(
        || fill(left, first_block, values, seed),
        || fill(right, first_block + half, values, seed),
    );
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
