//! Attack: 33, calls cargo
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    if std::process::Command::new("cargo").arg("--version").status().is_ok() {
        broke_out("cargo");
    }
    answer(starts)
}
