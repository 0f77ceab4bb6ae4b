//! Attack: 37, writes where it should not
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    for path in ["@SECRET@", "@FOLDER@/new", "/tmp/left-by-a-candidate", "spin"] {
        if std::fs::write(path, "overwritten").is_ok() {
            broke_out(path);
        }
    }
    answer(starts)
}
