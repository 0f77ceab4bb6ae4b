//! Attack: the macros that read files, by path and by names of its own
//! Layer: build
//! Twin: includes_nothing
//! Expect: compile_error
use core::include_str as harmless;

const TEXT: &str = harmless!("@SECRET@");
const BYTES: &[u8] = ::std::include_bytes!(concat!("@FOLDER@", "/secret"));

pub fn spin(starts: &[u64]) -> Vec<u64> {
    println!("{TEXT} {BYTES:?}");
    answer(starts)
}
