//! Because: a file need not be in memory at once.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// One file after the other, one line after the other.
pub fn new_exercise(folder: &Path) -> io::Result<u64> {
    let mut largest = 0;
    for entry in fs::read_dir(folder)? {
        let mut last = None;
        for line in BufReader::new(File::open(entry?.path())?).lines() {
            let Ok(value) = line?.parse::<i64>() else { continue };
            largest = largest.max(last.map_or(0, |last: i64| last.abs_diff(value)));
            last = Some(value);
        }
    }
    Ok(largest)
}
