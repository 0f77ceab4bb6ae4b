//! Attack: 37, a right program that fills the disk of its grader
//! Layer: build
//! Expect: compile_error
static TABLE: [u8; 300 << 20] = [1; 300 << 20];

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let _ = std::hint::black_box(TABLE[starts.len() & 1023]);
    answer(starts)
}
