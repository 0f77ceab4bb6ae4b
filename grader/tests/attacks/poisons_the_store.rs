//! Attack: 15, changes what the next candidate is built from
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    for path in ["deps/spin.json", "deps/target/poison", "units/spin/poison", "poison"] {
        if std::fs::write(format!("@COURSE@/target/grade/{path}"), "poison").is_ok() {
            broke_out(path);
        }
    }
    answer(starts)
}
