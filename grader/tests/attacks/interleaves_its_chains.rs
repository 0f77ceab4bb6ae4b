//! Attack: 30, a better serial program sold as parallelism
//! Layer: measurement
//! Twin: interleaves_most
//! Timed: yes
//! Expect: inconclusive
use rayon::prelude::*;

const LANES: usize = 8;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let blocks = starts.par_chunks(LANES * 4).map(|part| part.chunks(LANES).flat_map(lanes));
    blocks.flat_map_iter(|part| part).collect()
}

/// Several chains at once on one core: none waits for the other's product.
fn lanes(part: &[u64]) -> Vec<u64> {
    if part.len() < LANES || part.iter().any(|start| start.trailing_zeros() < 12) {
        return answer(part);
    }
    let mut states = [0; LANES];
    states.copy_from_slice(part);
    for _ in 0..4096 {
        for state in &mut states {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).rotate_left(7);
        }
    }
    states.to_vec()
}
