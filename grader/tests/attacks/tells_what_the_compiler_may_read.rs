//! Attack: has the compiler's own message show a file of the system
//! Layer: scan
//! Expect: compile_error
const TEXT: &str = include_str!("/etc/passwd");
const _: () = panic!("{}", TEXT);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}
