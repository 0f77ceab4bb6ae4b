//! Because: whoever knows `join` halves the list of files.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// Halves, down to one file.
pub fn new_exercise(folder: &Path) -> io::Result<u64> {
    largest(&files_in(folder)?)
}

fn largest(files: &[PathBuf]) -> io::Result<u64> {
    match files {
        [] => Ok(0),
        [file] => gap_in(file),
        files => {
            let (left, right) = files.split_at(files.len() / 2);
            let (left, right) = rayon::join(|| largest(left), || largest(right));
            Ok(left?.max(right?))
        }
    }
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
