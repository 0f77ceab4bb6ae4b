//! Attack: 13, a loop that the compiler evaluates
//! Layer: build
//! Expect: compile_error
#![allow(long_running_const_eval)]

const FOREVER: u64 = {
    let mut state: u64 = 1;
    while state != 0 {
        state = state.wrapping_mul(3) | 1;
    }
    state
};

pub fn spin(starts: &[u64]) -> Vec<u64> {
    println!("{FOREVER}");
    answer(starts)
}
