//! Attack: its documentation is read from a file of somebody else's
//! Layer: build
//! Twin: includes_nothing
//! Expect: compile_error
#![doc = include_str!("@SECRET@")]

#[doc = core::include_str!(concat!("@FOLDER@", "/secret"))]
pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}
