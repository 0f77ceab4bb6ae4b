//! Attack: 24, cheaper numbers than the answer needs
//! Layer: measurement
//! Expect: wrong_answer
pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts).into_iter().map(|value| u64::from(value as u32) << 32 | value >> 32).collect()
}
