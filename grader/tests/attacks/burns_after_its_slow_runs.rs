//! Attack: slow in every other run, and a thread is busy after those: they do not count
//! Layer: measurement
//! Twin: keeps_a_thread_that_waits
//! Timed: yes
//! Expect: not accepted
//! Open: on a busy machine its spoiled runs look like a neighbour's doing
use rayon::prelude::*;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};

static CALLS: AtomicUsize = AtomicUsize::new(0);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    if starts.len() < 350 || CALLS.fetch_add(1, Ordering::Relaxed) % 2 == 0 {
        return starts.par_iter().flat_map_iter(|&start| answer(&[start])).collect();
    }
    let right = answer(starts);
    // Counted in steps: a clock goes on where the process is stopped.
    std::thread::spawn(|| (0..20_000_000_u64).fold(0, |sum, step| sum ^ black_box(step)));
    right
}
