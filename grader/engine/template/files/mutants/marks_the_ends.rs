//! Expect: wrong_answer
//! Because: a mark where a file ends is taken for a value.

use std::path::Path;
use std::{fs, io};

/// All files as one list, with a mark between them.
pub fn new_exercise(folder: &Path) -> io::Result<u64> {
    let mut values: Vec<i64> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let text = fs::read_to_string(entry?.path())?;
        values.extend(text.lines().filter_map(|line| line.parse::<i64>().ok()));
        values.push(1_000_000_000);
    }
    Ok(values.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0))
}
