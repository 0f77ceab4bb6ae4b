//! Expect: low_speedup
//! Cause: serial
//! Because: a folder is read in a loop.

use std::path::Path;
use std::{fs, io};

/// One file after the other.
pub fn new_exercise(folder: &Path) -> io::Result<u64> {
    let mut largest = 0;
    for entry in fs::read_dir(folder)? {
        largest = largest.max(gap_in(&entry?.path())?);
    }
    Ok(largest)
}

/// The largest gap in one file.
fn gap_in(file: &Path) -> io::Result<u64> {
    let text = fs::read_to_string(file)?;
    let values: Vec<i64> = text.lines().filter_map(|line| line.parse().ok()).collect();
    Ok(values.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0))
}
