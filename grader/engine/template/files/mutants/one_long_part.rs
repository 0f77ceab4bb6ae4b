//! Expect: low_speedup
//! Cause: imbalance
//! Because: nearly all files are in one of two parts.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// One file in sixteen for the one thread, the rest for the other.
pub fn new_exercise(folder: &Path) -> io::Result<u64> {
    let files = files_in(folder)?;
    let (few, many) = files.split_at(files.len() / 16);
    let (few, many) = rayon::join(|| largest(few), || largest(many));
    Ok(few?.max(many?))
}

fn largest(files: &[PathBuf]) -> io::Result<u64> {
    files.iter().map(|file| gap_in(file)).try_fold(0, |largest, gap| Ok(gap?.max(largest)))
}

fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|file| file.map(|file| file.path())).collect()
}

/// The largest gap in one file.
fn gap_in(file: &Path) -> io::Result<u64> {
    let text = fs::read_to_string(file)?;
    let values: Vec<i64> = text.lines().filter_map(|line| line.parse().ok()).collect();
    Ok(values.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0))
}
