//! Honest: parallel, and each thread works on two chains at once: a little better than asked for
//! Timed: yes
use rayon::prelude::*;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    starts.par_chunks(16).flat_map_iter(|part| part.chunks(16).flat_map(pairs)).collect()
}

/// One pair in four goes together.
fn pairs(part: &[u64]) -> Vec<u64> {
    let (few, most) = part.split_at(part.len().min(4));
    let [first, second, rest @ ..] = few else { return answer(part) };
    if first.trailing_zeros().min(12) != second.trailing_zeros().min(12) {
        return answer(part);
    }
    let (mut a, mut b) = (*first, *second);
    for _ in 0..1_u64 << first.trailing_zeros().min(12) {
        a = a.wrapping_mul(6_364_136_223_846_793_005).rotate_left(7);
        b = b.wrapping_mul(6_364_136_223_846_793_005).rotate_left(7);
    }
    [vec![a, b], answer(rest), answer(most)].concat()
}
