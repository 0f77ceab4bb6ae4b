//! Attack: ends with success a moment after its first answer, before anybody asks for more
//! Layer: run
//! Twin: keeps_a_thread_that_waits
//! Expect: not accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::thread::spawn(|| {
        std::thread::sleep(std::time::Duration::from_micros(300));
        std::process::exit(0);
    });
    answer(starts)
}
