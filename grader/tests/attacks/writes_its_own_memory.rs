//! Attack: 11, changes its own code through /proc/self/mem
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    if std::fs::OpenOptions::new().write(true).open("/proc/self/mem").is_ok() {
        broke_out("memory");
    }
    answer(starts)
}
