//! Attack: a macro that puts a forbidden word, and an attribute, together from parts
//! Layer: admission
//! Twin: hands_tokens_to_a_macro
//! Expect: compile_error
macro_rules! attributed {
    ($outer:ident, $inner:ident, $($item:tt)*) => { #[$outer($inner)] $($item)* };
}
macro_rules! glued {
    ($($part:tt)*) => { ${concat(un, safe)} { $($part)* } };
}

attributed! { repr, C, struct Pair(u64, u64); }
attributed! { export_name, malloc, pub extern "C" fn other(_: usize) -> usize { 0 } }

pub fn spin(starts: &[u64]) -> Vec<u64> {
    glued! { std::hint::black_box(Pair(0, 0).0) };
    answer(starts)
}
