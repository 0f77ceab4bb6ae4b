//! Attack: 17, aborts
//! Layer: run
//! Expect: runtime_error
pub fn spin(_: &[u64]) -> Vec<u64> {
    std::process::abort()
}
