//! Attack: 33, starts a shell
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    use std::process::Command;
    if Command::new("/bin/sh").args(["-c", "echo overwritten > @SECRET@"]).status().is_ok() {
        broke_out("shell");
    }
    answer(starts)
}
