//! Attack: 17, a panic that carries no text
//! Layer: run
//! Expect: runtime_error
pub fn spin(_: &[u64]) -> Vec<u64> {
    std::panic::panic_any(17_u64)
}
