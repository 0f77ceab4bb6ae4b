//! Attack: 4, the same with a question
//! Layer: build
//! Expect: compile_error
const HOME: Option<&str> = option_env!("HOME");

pub fn spin(starts: &[u64]) -> Vec<u64> {
    println!("{HOME:?}");
    answer(starts)
}
