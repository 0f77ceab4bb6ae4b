//! Attack: attributes that allow more, behind a condition that always holds
//! Layer: admission
//! Twin: warns_by_a_condition
//! Expect: compile_error
#![cfg_attr(all(), allow(unsafe_code))]
#![cfg_attr(not(any()), feature(rustc_attrs, allow_internal_unsafe))]

#[cfg_attr(all(), no_mangle)]
pub fn getenv() -> usize {
    0
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}
