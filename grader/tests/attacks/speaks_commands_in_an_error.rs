//! Attack: 42, the same through the compiler
//! Layer: report
//! Expect: compile_error
compile_error!("\n::add-mask::x\n##[command]y\u{1b}[2J\u{202e}");

pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}
