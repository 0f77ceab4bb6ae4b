//! Honest: macros that make items and attributes from what they are handed
macro_rules! attributed {
    ($outer:ident, $inner:ident, $($item:tt)*) => { #[$outer($inner)] $($item)* };
}

attributed! { derive, Clone, struct Pair(u64, u64); }

pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(Pair(0, 0).clone());
    answer(starts)
}
