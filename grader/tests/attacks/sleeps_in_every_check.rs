//! Attack: answers each time just in time, so that the grading takes for ever
//! Layer: limits
//! Expect: time_limit
pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::thread::sleep(std::time::Duration::from_millis(1700));
    answer(starts)
}
