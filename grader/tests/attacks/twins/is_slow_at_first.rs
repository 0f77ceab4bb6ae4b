//! Honest: it builds a table in its first long run, and is quick from then on
//! Timed: yes
use rayon::prelude::*;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

static TABLE: LazyLock<u64> = LazyLock::new(|| {
    let start = Instant::now();
    (0..).take_while(|_| start.elapsed() < Duration::from_millis(20)).fold(0, |sum, n: u64| sum ^ n)
});

pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(&*TABLE);
    starts.par_iter().flat_map_iter(|&start| answer(&[start])).collect()
}
