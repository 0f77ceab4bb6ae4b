//! Attack: 33, starts itself again and again
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    for _ in 0..32 {
        if let Ok(program) = std::env::current_exe() {
            if std::process::Command::new(program).spawn().is_ok() {
                broke_out("fork");
            }
        }
    }
    answer(starts)
}
