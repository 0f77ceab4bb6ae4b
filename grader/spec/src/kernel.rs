//! The witness's kernel: integer work that runs in registers only, so that its
//! speed shows whether the cores were there and nothing else.

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
