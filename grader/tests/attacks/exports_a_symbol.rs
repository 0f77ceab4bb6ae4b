//! Attack: 7, a function takes the place of one of libc's
//! Layer: admission
//! Expect: compile_error
#[unsafe(no_mangle)]
pub extern "C" fn clock_gettime(_: i32, _: *mut [i64; 2]) -> i32 {
    0
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}
