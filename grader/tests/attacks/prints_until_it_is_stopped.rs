//! Attack: prints for as long as it is let, on every thread, without an end of line
//! Layer: run
//! Twin: prints_and_is_right
//! Expect: time_limit
use std::io::Write;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let text = vec![b'\x1b'; 1 << 16];
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| while std::io::stdout().write_all(&text).is_ok() {});
        }
    });
    answer(starts)
}
