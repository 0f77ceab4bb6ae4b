//! Attack: 8, functions of libc by their names
//! Layer: build
//! Expect: compile_error
extern "C" {
    fn getpid() -> i32;
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let _ = getpid as usize;
    answer(starts)
}
