//! Attack: panics with a value that panics again, and never ends, when it is dropped
//! Layer: run
//! Twin: catches_its_own_panic
//! Expect: runtime_error
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        // Twice: a panic while another is handled ends the process.
        let _ = std::panic::catch_unwind(|| std::panic::panic_any(Bomb));
    }
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(answer(starts));
    std::panic::panic_any(Bomb)
}
