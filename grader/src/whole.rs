//! Writes a file whole, or not at all: who reads it meanwhile reads the old one.

use std::fs::Permissions;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// What a new file may be used for; the user's mask takes away from it.
const MODE: u32 = 0o666;

/// Writes `text` to `file`. An old file's permissions stay. A device or a pipe is
/// written to, never replaced by a file.
pub fn write(file: &Path, text: &str) -> io::Result<()> {
    let old = file.metadata().ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        let mut device = std::fs::OpenOptions::new().write(true).open(file)?;
        return device.write_all(text.as_bytes());
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    // By itself, a temporary file is for its owner alone.
    let mut new = tempfile::Builder::new()
        .permissions(Permissions::from_mode(MODE))
        .tempfile_in(folder.unwrap_or(Path::new(".")))?;
    new.write_all(text.as_bytes())?;
    if let Some(old) = old {
        new.as_file().set_permissions(old.permissions())?;
    }
    new.persist(file).map_err(|error| error.error)?;
    Ok(())
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
    fn a_device_is_written_to() {
        write(Path::new("/dev/null"), "nothing").expect("it takes all");
        assert!(!Path::new("/dev/null").metadata().expect("it stays").is_file());
    }
}
