//! Attack: 9, machine code that the lint on unsafe code does not see
//! Layer: admission
//! Expect: compile_error
#[unsafe(naked)]
pub extern "C" fn nothing() {
    core::arch::naked_asm!("ret")
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    nothing();
    answer(starts)
}
