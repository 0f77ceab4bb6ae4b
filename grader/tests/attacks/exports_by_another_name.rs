//! Attack: 10, a function takes the place of the allocator's
//! Layer: admission
//! Expect: compile_error
#[unsafe(export_name = "malloc")]
pub extern "C" fn mine(_: usize) -> usize {
    0
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}
