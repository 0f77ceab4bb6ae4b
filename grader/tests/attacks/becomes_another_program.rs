//! Attack: 33, becomes a shell itself
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    use std::os::unix::process::CommandExt;
    // It returns only if it fails.
    let _ = std::process::Command::new("/bin/sh").args(["-c", "sleep 86398"]).exec();
    answer(starts)
}
