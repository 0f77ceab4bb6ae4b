//! Attack: 7, assembly beside the functions
//! Layer: admission
//! Expect: compile_error
core::arch::global_asm!(".globl evil", "evil: ret");

pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}
