//! Attack: 26, counts its calls, and cheats when it seems to be timed
//! Layer: measurement
//! Timed: yes
//! Expect: wrong_answer
use std::sync::atomic::{AtomicUsize, Ordering};

static CALLS: AtomicUsize = AtomicUsize::new(0);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    if CALLS.fetch_add(1, Ordering::Relaxed) > 1 && starts.len() >= 350 {
        return starts.to_vec();
    }
    answer(starts)
}
