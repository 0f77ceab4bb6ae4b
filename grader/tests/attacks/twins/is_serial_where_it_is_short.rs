//! Honest: another way for short inputs than for long ones
//! Timed: yes
use rayon::prelude::*;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    match starts.len() {
        0..100 => answer(starts),
        _ => starts.par_iter().flat_map_iter(|&start| answer(&[start])).collect(),
    }
}
