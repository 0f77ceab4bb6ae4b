//! Honest: a panic of its own, caught by itself, before it is right
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let caught = std::panic::catch_unwind(|| std::hint::black_box(Vec::<u64>::new())[0]);
    assert!(caught.is_err(), "there is nothing in it");
    answer(starts)
}
