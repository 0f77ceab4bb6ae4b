//! Honest: a function with C's calling convention, defined here and called here
extern "C" fn twice(value: u64) -> u64 {
    value.wrapping_mul(2)
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let call: extern "C" fn(u64) -> u64 = twice;
    std::hint::black_box(call(starts.len() as u64));
    answer(starts)
}
