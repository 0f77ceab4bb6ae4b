//! Attack: threads that burn in the first second, while runs are sized, and are gone when it counts
//! Layer: measurement
//! Twin: keeps_a_thread_that_waits
//! Timed: yes
//! Expect: not accepted
use std::time::{Duration, Instant};

pub fn spin(starts: &[u64]) -> Vec<u64> {
    static ONCE: std::sync::Once = std::sync::Once::new();
    if starts.len() >= 350 {
        ONCE.call_once(|| {
            for _ in 0..2 {
                let end = Instant::now() + Duration::from_secs(1);
                std::thread::spawn(move || while Instant::now() < end {});
            }
        });
    }
    answer(starts)
}
