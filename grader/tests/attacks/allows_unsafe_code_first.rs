//! Attack: 7, the lint is turned off before it is needed
//! Layer: admission
//! Expect: compile_error
#![allow(unsafe_code)]

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let first = starts.as_ptr();
    let _ = unsafe { first.read_volatile() };
    answer(starts)
}
