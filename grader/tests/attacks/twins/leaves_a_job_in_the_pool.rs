//! Honest: a job that is left to the pool, and done soon
//! Timed: yes
use rayon::prelude::*;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let right: Vec<u64> = starts.par_iter().flat_map_iter(|&start| answer(&[start])).collect();
    let old = right.clone();
    rayon::spawn(move || drop(old));
    right
}
