//! Attack: slow in every other run, and after those a job keeps the pool, so that they do not count
//! Layer: measurement
//! Twin: leaves_a_job_in_the_pool
//! Timed: yes
//! Expect: not accepted
//! Open: on a busy machine its spoiled runs look like a neighbour's doing
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

static CALLS: AtomicUsize = AtomicUsize::new(0);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    if starts.len() < 350 || CALLS.fetch_add(1, Ordering::Relaxed) % 2 == 0 {
        return starts.par_iter().flat_map_iter(|&start| answer(&[start])).collect();
    }
    let right = answer(starts);
    rayon::spawn(|| {
        let start = Instant::now();
        while start.elapsed() < Duration::from_micros(600) {
            std::hint::spin_loop();
        }
    });
    right
}
