//! Attack: 21, reads a file of the machine
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    if std::fs::read("@SECRET@").is_ok() {
        broke_out("secret");
    }
    answer(starts)
}
