//! Attack: threads that burn a little while the capacity is measured: the goal sinks
//! Layer: measurement
//! Twin: keeps_a_thread_that_waits
//! Timed: yes
//! Expect: not accepted
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

static CALLS: AtomicUsize = AtomicUsize::new(0);

fn burn() {
    // The capacity is measured after the third of the long runs.
    while CALLS.load(Ordering::Relaxed) == 3 {
        let start = Instant::now();
        while start.elapsed() < Duration::from_micros(110) {
            std::hint::spin_loop();
        }
        std::thread::sleep(Duration::from_micros(700));
    }
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    if starts.len() >= 350 && CALLS.fetch_add(1, Ordering::Relaxed) == 2 {
        (0..rayon::current_num_threads()).for_each(|_| drop(std::thread::spawn(burn)));
    }
    // Less than the goal: half of the work in parallel.
    let (alone, together) = starts.split_at(starts.len() / 2);
    let together: Vec<u64> = together.par_iter().flat_map_iter(|&start| answer(&[start])).collect();
    [answer(alone), together].concat()
}
