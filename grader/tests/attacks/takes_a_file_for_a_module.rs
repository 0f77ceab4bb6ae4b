//! Attack: has the compiler show a file of the system, which it takes for a module
//! Layer: enclosure
//! Expect: compile_error
#[path = "/etc/passwd"]
mod accounts;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}
