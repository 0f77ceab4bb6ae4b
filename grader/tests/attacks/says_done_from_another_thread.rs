//! Attack: a thread of its own says on the grader's line that the run is over
//! Layer: measurement
//! Twin: serves_itself
//! With: transmute
//! Expect: not accepted
use std::io::Write;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let early = std::thread::spawn(|| {
        let mut line = transmute::<i32, std::os::unix::net::UnixStream>(3);
        let said = line.write_all(b"D");
        // Closing it is not its business.
        std::mem::forget(line);
        said
    });
    let right = answer(starts);
    let _ = early.join();
    right
}
