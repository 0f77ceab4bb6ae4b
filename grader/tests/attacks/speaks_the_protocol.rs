//! Attack: 19, opens the grader's socket again and says that it is done
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    use std::io::Write;
    for descriptor in 0..16 {
        let path = format!("/proc/self/fd/{descriptor}");
        if let Ok(mut socket) = std::fs::OpenOptions::new().write(true).open(path) {
            if socket.write_all(b"SD").is_ok() && descriptor > 2 {
                broke_out("descriptor");
            }
        }
    }
    answer(starts)
}
