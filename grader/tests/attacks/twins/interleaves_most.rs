//! Honest: parallel, and a serial program that is 1.6 times as fast as the baseline
//! Timed: yes
use rayon::prelude::*;

/// How many chains of a part go in pairs.
const PAIRED: usize = 12;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    starts.par_chunks(16).flat_map_iter(pairs).collect()
}

/// Two chains at once on one core: neither waits for the other's product.
fn pairs(part: &[u64]) -> Vec<u64> {
    let (paired, single) = part.split_at(part.len().min(PAIRED));
    let (pairs, rest) = paired.as_chunks::<2>();
    let mut ends: Vec<u64> = pairs.iter().flat_map(|&pair| both(pair)).collect();
    ends.extend(answer(rest));
    ends.extend(answer(single));
    ends
}

fn both([first, second]: [u64; 2]) -> Vec<u64> {
    if first.trailing_zeros().min(12) != second.trailing_zeros().min(12) {
        return answer(&[first, second]);
    }
    let (mut a, mut b) = (first, second);
    for _ in 0..1_u64 << first.trailing_zeros().min(12) {
        a = a.wrapping_mul(6_364_136_223_846_793_005).rotate_left(7);
        b = b.wrapping_mul(6_364_136_223_846_793_005).rotate_left(7);
    }
    vec![a, b]
}
