//! Attack: names crates that lie beside its own: the spec's, and those that speak to the kernel
//! Layer: build
//! Twin: uses_all_crates_that_it_may
//! Expect: compile_error
extern crate grader_spec;
extern crate libc;
extern crate nix;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let _ = nix::unistd::getpid();
    answer(starts)
}
