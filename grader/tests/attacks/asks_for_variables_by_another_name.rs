//! Attack: reads the compiler's variables by macros with other names
//! Layer: build
//! Twin: includes_nothing
//! Expect: compile_error
use std::option_env as nothing;

const KEY: Option<&str> = nothing!("GRADE_UNIT_KEY");
const HOME: Option<&str> = core::option_env!("HOME");

pub fn spin(starts: &[u64]) -> Vec<u64> {
    println!("{KEY:?} {HOME:?}");
    answer(starts)
}
