//! Attack: 3, code from outside is included
//! Layer: build
//! Expect: compile_error
include!("@SECRET@");

pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}
