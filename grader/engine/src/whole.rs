//! Writes a file whole, or not at all: a program that reads it meanwhile reads the old one.

use std::fs::Permissions;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::NamedTempFile;

/// What a new file may be used for; the user's mask takes away from it.
const MODE: u32 = 0o666;

/// Writes `text` to `file`. An old file's permissions stay. A device or a pipe is
/// written to, never replaced by a file.
pub fn write(file: &Path, text: &str) -> io::Result<()> {
    write_bytes(file, text.as_bytes())
}

/// The same for what is no text.
pub fn write_bytes(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if is_device(file) {
        let mut device = std::fs::OpenOptions::new().write(true).open(file)?;
        return device.write_all(bytes);
    }
    let mut new = beside(file)?;
    new.write_all(bytes)?;
    if let Ok(old) = file.metadata() {
        new.as_file().set_permissions(old.permissions())?;
    }
    new.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// Whether `write` can be expected to succeed. Changes nothing: a device is not
/// opened, because the reader of a pipe would take its closing for the end.
pub fn check(file: &Path) -> io::Result<()> {
    if file.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if is_device(file) { Ok(()) } else { beside(file).map(drop) }
}

/// Whether something is there that is no regular file, such as a device or a pipe.
fn is_device(file: &Path) -> bool {
    file.metadata().is_ok_and(|there| !there.is_file())
}

/// A new file in the same folder, removed unless it is kept.
fn beside(file: &Path) -> io::Result<NamedTempFile> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    // By itself, a temporary file is for its owner alone.
    tempfile::Builder::new()
        .permissions(Permissions::from_mode(MODE))
        .tempfile_in(folder.unwrap_or(Path::new(".")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn mode(file: &Path) -> u32 {
        file.metadata().expect("it is there").permissions().mode() & 0o777
    }

    #[test]
    fn a_new_file_is_like_any_other_and_an_old_one_keeps_its_mode() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let other = folder.path().join("other");
        fs::write(&other, "").expect("it can be written");
        let file = folder.path().join("file");
        write(&file, "one").expect("it can be written");
        assert_eq!(mode(&file), mode(&other));
        for old in [0o600, 0o640, 0o664] {
            fs::set_permissions(&file, Permissions::from_mode(old)).expect("it is ours");
            write(&file, "two").expect("it can be written");
            assert_eq!(mode(&file), old);
        }
        assert_eq!(fs::read_to_string(&file).expect("it is there"), "two");
        assert_eq!(fs::read_dir(folder.path()).expect("ours").count(), 2, "nothing is left over");
    }

    #[test]
    fn what_cannot_be_written_is_known_before() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let kind = |file: &Path| check(file).err().map(|error| error.kind());
        assert_eq!(kind(&folder.path().join("file")), None);
        assert_eq!(kind(Path::new("/dev/null")), None);
        assert_eq!(kind(folder.path()), Some(io::ErrorKind::IsADirectory));
        assert_eq!(kind(&folder.path().join("no/file")), Some(io::ErrorKind::NotFound));
        assert_eq!(fs::read_dir(folder.path()).expect("ours").count(), 0, "nothing is left over");
    }

    #[test]
    fn a_device_is_written_to() {
        write(Path::new("/dev/null"), "nothing").expect("it takes all");
        assert!(!Path::new("/dev/null").metadata().expect("it stays").is_file());
    }
}
