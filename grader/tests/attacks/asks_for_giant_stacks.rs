//! Attack: threads with stacks larger than all memory, again and again
//! Layer: run
//! Twin: names_its_threads
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    for bits in 30..60 {
        let thread = std::thread::Builder::new().stack_size(1 << bits).spawn(|| ());
        // It may be refused; it may not stay.
        let _ = thread.map(|thread| thread.join());
    }
    answer(starts)
}
