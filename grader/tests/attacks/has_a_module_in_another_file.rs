//! Attack: modules whose text is a file of the grader's, by name and by path
//! Layer: build
//! Twin: includes_nothing
//! Expect: compile_error
#[cfg_attr(all(), path = "spec.rs")]
mod theirs;
#[path = "@COURSE@/solutions/01_spin/solution.rs"]
mod solution;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(theirs::Spin);
    solution::spin(starts)
}
