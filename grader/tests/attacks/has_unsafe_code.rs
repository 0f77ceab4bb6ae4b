//! Attack: 7, unsafe code
//! Layer: admission
//! Expect: compile_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let first = starts.as_ptr();
    let _ = unsafe { first.read_volatile() };
    answer(starts)
}
