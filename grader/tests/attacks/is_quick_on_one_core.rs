//! Attack: 30, a goal of cores met on one, by a better serial program
//! Layer: measurement
//! Timed: yes
//! Expect: inconclusive
const LANES: usize = 8;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    starts.chunks(LANES).flat_map(lanes).collect()
}

/// Several chains at once: none waits for the other's product. Every other group of
/// them works as the baseline does, so that the whole is not faster than two cores.
fn lanes(part: &[u64]) -> Vec<u64> {
    let long = part.iter().all(|start| start.trailing_zeros() >= 12);
    if part.len() < LANES || !long || part[0] >> 63 == 1 && part[1] >> 63 == 1 {
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
