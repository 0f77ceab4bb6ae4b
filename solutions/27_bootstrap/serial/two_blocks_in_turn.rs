//! Because: it draws from two blocks in turn, so that neither draw waits for the other.

pub const BLOCK: usize = 25;

pub fn bootstrap(values: &[u32], resamples: usize, seed: u64) -> Vec<f64> {
    let n = values.len();
    let mut means = vec![0.0; resamples];
    for (pair, means) in means.chunks_mut(2 * BLOCK).enumerate() {
        let [mut first, mut second] =
            [0, 1].map(|one| Generator::new(seed, (2 * pair + one) as u64));
        let (left, right) = means.split_at_mut(BLOCK.min(means.len()));
        for at in 0..left.len().min(right.len()) {
            let (mut one, mut other) = (0, 0);
            for _ in 0..n {
                one += u64::from(values[first.below(n)]);
                other += u64::from(values[second.below(n)]);
            }
            left[at] = one as f64 / n as f64;
            right[at] = other as f64 / n as f64;
        }
        for mean in &mut left[right.len()..] {
            *mean = resample_mean(values, &mut first);
        }
    }
    means
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
