//! Attack: declares a function of the C library, which is safe as it says
//! Layer: admission
//! Twin: hands_out_a_function_as_c_calls_it
//! Expect: compile_error
extern "C" {
    safe fn getpid() -> i32;
    fn abort() -> !;
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(getpid());
    answer(starts)
}
