//! Walks a folder that is handed in, and never leaves it.
//!
//! Each part of a path is opened beneath the one before, without following
//! links: what is read lies in the folder even if somebody exchanges parts of
//! it meanwhile.

use super::name::{Name, shown};
use super::{ALONE, Container, ENTRIES_MAX, Entry, Kind, Refusal, SKIPPED, SOURCE_BYTES_MAX};
use super::{read_at_most, too_long, too_many};
use nix::dir::Dir;
use nix::fcntl::{AtFlags, OFlag, openat};
use nix::sys::stat::{FileStat, Mode, SFlag, fstatat};
use std::fs::File;
use std::os::fd::OwnedFd;

/// How everything is opened: links are refused; fifos and devices do not block,
/// and no terminal becomes ours.
pub(super) const FLAGS: OFlag =
    OFlag::O_NOFOLLOW.union(OFlag::O_NONBLOCK).union(OFlag::O_NOCTTY).union(OFlag::O_CLOEXEC);

/// A folder that was handed in, opened.
pub(super) struct Folder {
    root: File,
}

impl Folder {
    pub(super) fn new(root: File) -> Self {
        Self { root }
    }

    /// Opens a path below the folder, part by part.
    fn open(&self, path: &str) -> Result<OwnedFd, Refusal> {
        let step = |at: OwnedFd, part: &str| openat(at, part, FLAGS, Mode::empty());
        let root = openat(&self.root, ".", FLAGS, Mode::empty()).map_err(std::io::Error::from)?;
        path.split('/').filter(|part| !part.is_empty()).try_fold(root, step).map_err(|errno| {
            let what = format!("cannot open `{}`: {}", shown(path), errno.desc());
            Refusal::new(what, "make it readable, and leave it alone meanwhile")
        })
    }

    /// What lies in one folder of it.
    fn list(&self, path: &str) -> Result<Vec<(Name, Kind)>, Refusal> {
        let mut dir = Dir::from_fd(self.open(path)?).map_err(std::io::Error::from)?;
        let mut names: Vec<Vec<u8>> = Vec::new();
        for entry in dir.iter() {
            let name = entry.map_err(std::io::Error::from)?.file_name().to_bytes().to_vec();
            if name != b"." && name != b".." {
                names.push(name);
            }
            if names.len() > ENTRIES_MAX {
                return Err(too_many());
            }
        }
        let mut listed = Vec::new();
        for last in names {
            let raw = [path.as_bytes(), b"/", &last].concat();
            // The path is empty or a name that was read before.
            let raw = raw.strip_prefix(b"/").unwrap_or(&raw);
            let Some(name) = Name::read(raw)? else { continue };
            let kind = kind(&dir, &name)?;
            listed.push((name, kind));
        }
        Ok(listed)
    }
}

impl Container for Folder {
    fn entries(&mut self) -> Result<Vec<Entry>, Refusal> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            for (name, kind) in self.list(&folder)? {
                if kind == Kind::Folder {
                    folders.push(name.as_str().to_owned());
                }
                entries.push(Entry { name, kind, place: entries.len() });
            }
            if entries.len() > ENTRIES_MAX {
                return Err(too_many());
            }
        }
        Ok(entries)
    }

    fn read(&mut self, entry: &Entry) -> Result<Vec<u8>, Refusal> {
        let name = entry.name.as_str();
        let file = File::from(self.open(name)?);
        if !file.metadata()?.is_file() {
            let what = format!("`{}` is not a regular file any more", shown(name));
            return Err(Refusal::new(what, "leave the folder alone meanwhile"));
        }
        read_at_most(file, SOURCE_BYTES_MAX)?.ok_or_else(|| too_long(name))
    }
}

/// What an entry of an open folder is. Opens nothing: a device may act on that.
fn kind(dir: &Dir, name: &Name) -> Result<Kind, Refusal> {
    let look = |follow| fstatat(dir, name.last(), follow).map_err(std::io::Error::from);
    let found = look(AtFlags::AT_SYMLINK_NOFOLLOW)?;
    Ok(match form(&found) {
        _ if SKIPPED.contains(&name.last()) => Kind::Skipped,
        SFlag::S_IFREG => Kind::File,
        SFlag::S_IFDIR => Kind::Folder,
        SFlag::S_IFIFO => Kind::Odd("a fifo"),
        SFlag::S_IFSOCK => Kind::Odd("a socket"),
        // A link that leads nowhere is one more name to ignore.
        SFlag::S_IFLNK if look(AtFlags::empty()).is_ok_and(|to| form(&to) == SFlag::S_IFDIR) => {
            let what = format!("`{}` is a symbolic link to a folder", shown(name.as_str()));
            return Err(Refusal::new(what, ALONE));
        }
        SFlag::S_IFLNK => Kind::Odd("a symbolic link"),
        _ => Kind::Odd("a device"),
    })
}

fn form(found: &FileStat) -> SFlag {
    SFlag::from_bits_truncate(found.st_mode) & SFlag::S_IFMT
}
