//! Attack: 12, an unstable feature
//! Layer: build
//! Expect: compile_error
#![feature(core_intrinsics)]

pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}
