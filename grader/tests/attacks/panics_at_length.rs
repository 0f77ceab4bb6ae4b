//! Attack: a panic whose message has a million lines
//! Layer: report
//! Twin: prints_and_is_right
//! Expect: runtime_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(answer(starts));
    panic!("{}", "!\n".repeat(1 << 20));
}
