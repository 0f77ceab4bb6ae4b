//! The grader's own work: integer steps that stay in registers, so that their
//! speed shows whether the cores were there and nothing else; and a sum over
//! memory, whose speed shows the bandwidth.

use rayon::prelude::*;

/// Spins `rounds` dependent integer steps from `start` and returns the last
/// value, so that the compiler can leave nothing out.
pub fn kernel(start: u64, rounds: u64) -> u64 {
    // A 64-bit xorshift generator (Marsaglia, "Xorshift RNGs", 2003).
    let mut state = start | 1;
    for _ in 0..rounds {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    state
}

/// Adds up numbers with all threads: as fast as they come from memory.
pub fn stream(words: &[u64]) -> u64 {
    let part = words.len().div_ceil(rayon::current_num_threads()).max(1);
    let sum = |words: &[u64]| words.iter().fold(0_u64, |sum, &word| sum.wrapping_add(word));
    words.par_chunks(part).map(sum).reduce(|| 0, u64::wrapping_add)
}
