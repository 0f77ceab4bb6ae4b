//! The paths first, then a file for each task.

use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A folder is listed by one thread: that is quick. Reading and parsing is what takes long,
/// and no file needs another one.
///
/// # Errors
///
/// Where the folder or a file cannot be read.
pub fn new_exercise(folder: &Path) -> io::Result<u64> {
    let gaps =
        files_in(folder)?.par_iter().map(|file| gap_in(file)).collect::<io::Result<Vec<_>>>()?;
    Ok(gaps.into_iter().max().unwrap_or(0))
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
