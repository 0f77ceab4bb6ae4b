//! Attack: 23, a shorter answer
//! Layer: measurement
//! Expect: wrong_answer
pub fn spin(_: &[u64]) -> Vec<u64> {
    Vec::new()
}
