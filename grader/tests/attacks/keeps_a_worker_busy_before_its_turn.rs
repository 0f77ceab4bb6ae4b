//! Attack: a job left in the pool keeps a worker, so that the threads gather late
//! Layer: measurement
//! Twin: keeps_a_thread_that_waits
//! Timed: yes
//! Expect: not accepted
use std::time::{Duration, Instant};

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let right = answer(starts);
    rayon::spawn(|| {
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(2) {
            std::hint::spin_loop();
        }
    });
    right
}
