//! Files that belong to an input.
//!
//! The judge writes them where no candidate may look, each input into a folder of its
//! own. A process is shown a folder with its turn: as links to the same files, in a
//! place that the grader lets it read. So no process reads a file before its clock starts,
//! and what was read in one run is of no use in the next.
//!
//! Outside a grading, in tests and benches, the files lie in the system's temporary
//! folder for as long as their input lives.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

/// The variable that names the place in which a process finds its inputs' files.
pub const FILES: &str = "GRADE_FILES";
/// The variable that is set for the one process that writes them: it holds the places of
/// those that read them, one after the other.
pub const SHOWN: &str = "GRADE_FILES_SHOWN";

/// A folder of files that is part of an input.
///
/// It travels as its number: each process knows the place that it may read.
#[derive(Serialize, Deserialize)]
pub struct Folder {
    number: u64,
    /// Outside a grading: removes the folder with the last input that has it.
    #[serde(skip)]
    own: Option<Arc<Own>>,
}

/// A folder that is removed when it is no longer needed.
#[derive(Debug)]
struct Own(PathBuf);

impl Drop for Own {
    fn drop(&mut self) {
        // A temporary folder that cannot be removed is the system's to clean.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// How many folders this process has made.
static NEXT: AtomicU64 = AtomicU64::new(0);
/// The numbers of the folders that are there, by the request that they were made for: the
/// last one, and the one before.
static MADE: Mutex<[Vec<u64>; 2]> = Mutex::new([Vec::new(), Vec::new()]);
/// Why a file could not be written.
static REFUSED: Mutex<Option<String>> = Mutex::new(None);

impl Folder {
    /// A new and empty folder.
    ///
    /// # Panics
    /// If it cannot be made. The grader takes that for the machine's fault.
    #[must_use]
    pub fn new() -> Self {
        // Two judges of one grading write into one place.
        let number = u64::from(std::process::id()) << 32 | NEXT.fetch_add(1, Relaxed);
        let place = place();
        let path = match &place {
            Some(place) => place.join(number.to_string()),
            None => std::env::temp_dir().join(format!("input_{number}")),
        };
        required(&path, fs::create_dir_all(&path));
        if let Ok(mut made) = MADE.lock() {
            made[0].push(number);
        }
        Self { number, own: place.is_none().then(|| Arc::new(Own(path))) }
    }

    /// Where its files lie for this process.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        match (&self.own, place()) {
            (Some(own), _) => own.0.clone(),
            (None, Some(place)) => place.join(self.number.to_string()),
            (None, None) => PathBuf::new(),
        }
    }

    /// Writes a file into it.
    ///
    /// # Panics
    /// If it cannot be written, say because the disk is full. The grader takes that for
    /// the machine's fault.
    pub fn write(&self, name: &str, contents: &[u8]) {
        self.write_with(name, |file| file.write_all(contents));
    }

    /// Writes a file into it, piece by piece.
    ///
    /// # Panics
    /// As [`Folder::write`] does.
    pub fn write_with(&self, name: &str, write: impl FnOnce(&mut File) -> io::Result<()>) {
        let path = self.path().join(name);
        required(&path, File::create(&path).and_then(|mut file| write(&mut file)));
    }

    /// A folder with links to the same files, for an input that differs in some of them.
    ///
    /// # Panics
    /// As [`Folder::write`] does.
    #[must_use]
    pub fn copy(&self) -> Self {
        let copy = Self::new();
        required(&copy.path(), link_all(&self.path(), &copy.path()));
        copy
    }

    /// Takes a file out of it: of a copy, say, before another is written in its place.
    ///
    /// # Panics
    /// If it cannot be removed.
    pub fn remove(&self, name: &str) {
        let path = self.path().join(name);
        required(&path, fs::remove_file(&path));
    }
}

/// As the names of its files.
impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let entries = fs::read_dir(self.path()).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
        names.sort();
        f.debug_list().entries(names).finish()
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

fn place() -> Option<PathBuf> {
    std::env::var_os(FILES).map(PathBuf::from)
}

fn places_shown() -> Vec<PathBuf> {
    std::env::var_os(SHOWN).map(|shown| std::env::split_paths(&shown).collect()).unwrap_or_default()
}

fn required<T>(path: &Path, result: io::Result<T>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => {
            let text = format!("cannot write an input's files: {}: {error}", path.display());
            if let Ok(mut refused) = REFUSED.lock() {
                refused.get_or_insert_with(|| text.clone());
            }
            panic!("{text}");
        }
    }
}

/// Why a file of an input could not be written, if one could not.
pub(crate) fn take_refused() -> Option<String> {
    REFUSED.lock().ok().and_then(|mut refused| refused.take())
}

/// Before new inputs are made: those of the last request stay, since they may be half of
/// what is made now; older ones go.
pub(crate) fn begin() {
    let old = match MADE.lock() {
        Ok(mut made) => {
            let last = std::mem::take(&mut made[0]);
            std::mem::replace(&mut made[1], last)
        }
        Err(_) => return,
    };
    for place in place().into_iter().chain(places_shown()) {
        for number in &old {
            // What was never shown is not there.
            let _ = fs::remove_dir_all(place.join(number.to_string()));
        }
    }
}

/// Shows the last request's folders to the readers of one place, and nothing older.
pub(crate) fn show(part: usize) -> io::Result<()> {
    let Some(shown) = places_shown().into_iter().nth(part) else { return Ok(()) };
    for old in fs::read_dir(&shown)? {
        fs::remove_dir_all(old?.path())?;
    }
    link_last(&shown)
}

/// Shows the last request's folders to all readers.
pub(crate) fn show_all() -> io::Result<()> {
    places_shown().iter().try_for_each(|shown| link_last(shown))
}

fn link_last(shown: &Path) -> io::Result<()> {
    let Some(place) = place() else { return Ok(()) };
    let made = MADE.lock().map(|made| made[0].clone()).unwrap_or_default();
    made.iter().try_for_each(|number| {
        let name = number.to_string();
        fs::create_dir(shown.join(&name))?;
        link_all(&place.join(&name), &shown.join(&name))
    })
}

/// Links every file of a folder into another; copies it where a file system has no links.
fn link_all(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let new = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&new)?;
            link_all(&entry.path(), &new)?;
        } else if fs::hard_link(entry.path(), &new).is_err() {
            fs::copy(entry.path(), &new)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_a_grading_files_live_as_long_as_their_input() {
        let folder = Folder::new();
        folder.write("a.txt", b"one");
        let path = folder.path();
        assert_eq!(fs::read(path.join("a.txt")).unwrap(), b"one");
        let copy = folder.copy();
        copy.remove("a.txt");
        copy.write("a.txt", b"two");
        assert_eq!(fs::read(path.join("a.txt")).unwrap(), b"one");
        drop(folder);
        assert!(!path.exists());
        assert_eq!(fs::read(copy.path().join("a.txt")).unwrap(), b"two");
    }
}
