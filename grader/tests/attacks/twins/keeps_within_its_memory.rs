//! Honest: asks for each chunk once, holds one at a time, and needs little memory
//! Exercise: total
pub type Load<'a> = dyn Fn(usize, &mut dyn FnMut(u64) -> u64) -> u64 + 'a;

pub fn total(load: &Load, count: usize) -> u64 {
    std::hint::black_box(vec![1_u8; 4 << 20]);
    (0..count).map(|chunk| load(chunk, &mut |value| value)).sum()
}
