//! Attack: 3, a file of the machine becomes a part of the program
//! Layer: build
//! Expect: compile_error
const SECRET: &str = include_str!("@SECRET@");

pub fn spin(starts: &[u64]) -> Vec<u64> {
    println!("{SECRET}");
    answer(starts)
}
