//! Attack: takes too much memory, gives it back, and makes the kernel forget it
//! Layer: run
//! Twin: keeps_within_its_memory
//! Exercise: total
//! Expect: count_limit
pub type Load<'a> = dyn Fn(usize, &mut dyn FnMut(u64) -> u64) -> u64 + 'a;

pub fn total(load: &Load, count: usize) -> u64 {
    std::hint::black_box(vec![1_u8; 100 << 20]);
    // `5` makes the kernel count the peak anew.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    (0..count).map(|chunk| load(chunk, &mut |value| value)).sum()
}
