//! Attack: 35, waits for itself
//! Layer: run
//! Expect: time_limit
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let lock = std::sync::Mutex::new(0);
    let _first = lock.lock();
    let _second = lock.lock();
    answer(starts)
}
