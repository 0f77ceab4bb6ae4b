//! Expect: low_speedup
//! Cause: contention
//! Because: every pixel takes the lock of the one histogram, so only one thread counts at a time.

use rayon::prelude::*;
use std::sync::Mutex;

pub type Histogram = [u64; 256];

pub fn histogram(pixels: &[u8]) -> Histogram {
    let counts = Mutex::new([0; 256]);
    pixels.par_iter().for_each(|&pixel| {
        counts.lock().expect("no thread panics")[usize::from(pixel)] += 1;
    });
    counts.into_inner().expect("no thread panics")
}
