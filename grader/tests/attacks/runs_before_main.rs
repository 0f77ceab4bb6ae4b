//! Attack: 10, a pointer among those that the loader calls before `main`
//! Layer: admission
//! Expect: compile_error
#[used]
#[unsafe(link_section = ".init_array")]
static EARLY: extern "C" fn() = early;

extern "C" fn early() {}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}
