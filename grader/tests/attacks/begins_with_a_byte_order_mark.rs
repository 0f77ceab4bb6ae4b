//! First: @BOM@#![allow(unsafe_code)]@LF@
//! Attack: a mark before the first byte, and a word that needs one of its own to be seen
//! Layer: admission
//! Twin: begins_as_some_editors_do
//! Expect: compile_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(starts.first().map(|first| unsafe { *std::ptr::from_ref(first) }));
    answer(starts)
}
