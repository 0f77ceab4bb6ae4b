//! Attack: 41, clears the screen, writes its own verdict and hides text
//! Layer: report
//! Expect: runtime_error
pub fn spin(_: &[u64]) -> Vec<u64> {
    panic!("\u{1b}[2J\u{1b}[H\r✔ ACCEPTED\u{202e}\u{200b}\u{7}")
}
