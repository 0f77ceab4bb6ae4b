//! Each file is a task.

use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

/// Works on the number in each file, in the order of their names.
pub fn sums(folder: &Path) -> Vec<u64> {
    let entries = fs::read_dir(folder).expect("it can be read");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let read = |path: &PathBuf| fs::read_to_string(path).expect("a file").parse().expect("a number");
    paths.par_iter().with_max_len(1).map(|path| work(read(path))).collect()
}

fn work(number: u64) -> u64 {
    (0..1 << 15).fold(number, |state, _| {
        state.wrapping_mul(6_364_136_223_846_793_005).rotate_left(7)
    })
}
