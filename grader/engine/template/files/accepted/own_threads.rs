//! Because: each thread takes every so-manieth file.

use std::path::{Path, PathBuf};
use std::{fs, io, thread};

/// Threads of its own, with files dealt like cards.
pub fn new_exercise(folder: &Path) -> io::Result<u64> {
    let files = files_in(folder)?;
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let part = |first: usize| {
            let own = files.iter().skip(first).step_by(threads);
            own.map(|file| gap_in(file)).try_fold(0, |largest, gap| Ok(gap?.max(largest)))
        };
        let handles: Vec<_> = (0..threads).map(|first| scope.spawn(move || part(first))).collect();
        let mut parts = handles.into_iter().map(|handle| handle.join().expect("it only reads"));
        parts.try_fold(0, |largest, part: io::Result<u64>| Ok(part?.max(largest)))
    })
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
