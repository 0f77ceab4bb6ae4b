//! Attack: 6, a module is taken from the solutions' folder
//! Layer: build
//! Expect: compile_error
#[path = "@COURSE@/solutions/01_spin/solution.rs"]
mod solution;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    solution::spin(starts)
}
