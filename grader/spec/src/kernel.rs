//! The grader's own work: integer steps that stay in registers, so that their
//! speed shows whether the cores were there and nothing else; and a sum over
//! memory, whose speed shows the bandwidth.

use rayon::prelude::*;

/// Chains of steps side by side: enough to keep a core's arithmetic units busy.
const CHAINS: usize = 8;

/// Goes `rounds` integer steps along some chains from `start`, and returns what all of them
/// came to, so that the compiler can leave nothing out.
///
/// Each step waits for the one before. A single chain would leave most of a core idle, and
/// then two hardware threads of one core look like two cores. A virtual machine does not
/// tell which of its processors are that, and it changes.
pub fn kernel(start: u64, rounds: u64) -> u64 {
    // 64-bit xorshift generators (Marsaglia, "Xorshift RNGs", 2003).
    let mut states: [u64; CHAINS] =
        std::array::from_fn(|chain| start.wrapping_add(2 * chain as u64) | 1);
    for _ in 0..rounds {
        for state in &mut states {
            *state ^= *state << 13;
            *state ^= *state >> 7;
            *state ^= *state << 17;
        }
    }
    states.into_iter().fold(0, |all, state| all ^ state)
}

/// Adds up numbers with all threads: as fast as they come from memory.
pub fn stream(words: &[u64]) -> u64 {
    let part = words.len().div_ceil(rayon::current_num_threads()).max(1);
    let sum = |words: &[u64]| words.iter().fold(0_u64, |sum, &word| sum.wrapping_add(word));
    words.par_chunks(part).map(sum).reduce(|| 0, u64::wrapping_add)
}
