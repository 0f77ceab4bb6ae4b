//! Attack: a comment without an end, so that whoever reads it may stop and whoever compiles may not
//! Layer: admission
//! Twin: names_a_function_after_a_keyword
//! Expect: compile_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let right = answer(starts);
    right
}

fn answer(_: &[u64]) -> Vec<u64> { Vec::new() }
/* /* */ fn later() { unsafe {} }
