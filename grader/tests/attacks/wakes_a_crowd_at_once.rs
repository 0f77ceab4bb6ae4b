//! Attack: a crowd of threads that sleep, wake up at once and wait for each other, so that the machine seems to keep them from its cores
//! Layer: limits
//! Expect: time_limit
pub fn spin(_: &[u64]) -> Vec<u64> {
    use std::time::{Duration, Instant};
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..200 {
            let thread = std::thread::Builder::new().stack_size(16 << 10);
            let _ = thread.spawn_scoped(scope, move || {
                for turn in 1.. {
                    let until = begin + Duration::from_millis(200 * turn);
                    std::thread::sleep(until.saturating_duration_since(Instant::now()));
                    let start = Instant::now();
                    while start.elapsed() < Duration::from_micros(300) {
                        std::hint::spin_loop();
                    }
                }
            });
        }
    });
    Vec::new()
}
