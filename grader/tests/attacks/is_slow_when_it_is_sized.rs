//! Attack: sleeps in its first long runs, so that its batches hold one input, and is serial
//! Layer: measurement
//! Twin: is_slow_at_first
//! Timed: yes
//! Expect: not accepted
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

static CALLS: AtomicUsize = AtomicUsize::new(0);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    if starts.len() >= 350 && CALLS.fetch_add(1, Ordering::Relaxed) < 4 {
        std::thread::sleep(Duration::from_millis(20));
    }
    answer(starts)
}
