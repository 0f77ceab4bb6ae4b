//! Attack: a static of zeros, larger than the memory that it may have, in a small file
//! Layer: run
//! Twin: has_a_static
//! Expect: not accepted
use std::sync::Mutex;

static BIG: Mutex<[u8; 260 << 20]> = Mutex::new([0; 260 << 20]);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let mut big = BIG.lock().expect("nobody panics");
    big.iter_mut().step_by(4096).for_each(|byte| *byte = 1);
    answer(starts)
}
