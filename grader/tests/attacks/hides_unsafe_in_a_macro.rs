//! Attack: 9, unsafe code in a macro
//! Layer: admission
//! Expect: compile_error
macro_rules! sneak {
    ($e:expr) => {
        unsafe { $e }
    };
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let _ = sneak!(starts.as_ptr().read_volatile());
    answer(starts)
}
