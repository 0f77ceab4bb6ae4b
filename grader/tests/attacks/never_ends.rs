//! Attack: 35, never ends
//! Layer: run
//! Expect: time_limit
pub fn spin(_: &[u64]) -> Vec<u64> {
    loop {
        std::hint::spin_loop();
    }
}
