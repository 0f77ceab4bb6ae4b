//! Attack: 21, reads the course's solution and the other units
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    for path in ["@COURSE@/solutions/01_spin/solution.rs", "@COURSE@/exercises/01_spin/spec.rs"] {
        if std::fs::read(path).is_ok() {
            broke_out(path);
        }
    }
    if std::fs::read_dir("@COURSE@/target/grade/units/spin").is_ok() {
        broke_out("units");
    }
    answer(starts)
}
