//! Attack: a better serial program, and a thread on the other core that burns as long as it works
//! Layer: measurement
//! Twin: interleaves_a_little
//! Timed: yes
//! Expect: inconclusive
//! Open: it was quick by the clock; that a core only burned is for a person to see
use std::sync::atomic::{AtomicBool, Ordering};

const LANES: usize = 8;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| while !done.load(Ordering::Relaxed) {});
        let right = starts.chunks(LANES).flat_map(lanes).collect();
        done.store(true, Ordering::Relaxed);
        right
    })
}

/// Several chains at once, in three of four groups: the whole is not faster than two cores.
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
