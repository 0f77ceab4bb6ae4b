//! Attack: a crowd of threads that all want the cores at once, and so seem to be kept from them
//! Layer: limits
//! Expect: time_limit
pub fn spin(_: &[u64]) -> Vec<u64> {
    std::thread::scope(|scope| {
        for _ in 0..600 {
            let thread = std::thread::Builder::new().stack_size(16 << 10);
            let _ = thread.spawn_scoped(scope, || loop {
                std::hint::spin_loop();
            });
        }
    });
    Vec::new()
}
