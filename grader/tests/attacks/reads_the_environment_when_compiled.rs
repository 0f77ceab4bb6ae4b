//! Attack: 4, a variable of the build becomes a part of the program
//! Layer: build
//! Expect: compile_error
const HOME: &str = env!("PATH");

pub fn spin(starts: &[u64]) -> Vec<u64> {
    println!("{HOME}");
    answer(starts)
}
