//! Attack: a static of a terabyte of zeros
//! Layer: build
//! Twin: has_a_static
//! Expect: compile_error
use std::sync::Mutex;

static BIG: Mutex<[u8; 1 << 40]> = Mutex::new([0; 1 << 40]);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    BIG.lock().expect("nobody panics")[starts.len()] = 1;
    answer(starts)
}
