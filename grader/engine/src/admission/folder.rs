//! Walks a folder that is handed in, and never leaves it.
//!
//! Each part of a path is opened beneath the one before, without following
//! links: what is read lies in the folder even if somebody exchanges parts of
//! it meanwhile.

use super::SOURCE_BYTES_MAX;
use super::name::{Divider, Name, shown};
use super::{ALONE, Container, ENTRIES_MAX, Entry, Kind, Listing, Refusal, SKIPPED};
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
    fn open(&self, path: &[u8]) -> Result<OwnedFd, Refusal> {
        let step = |at: OwnedFd, part: &[u8]| openat(at, part, FLAGS, Mode::empty());
        let root = openat(&self.root, ".", FLAGS, Mode::empty()).map_err(std::io::Error::from)?;
        let mut parts = path.split(|&byte| byte == b'/').filter(|part| !part.is_empty());
        parts.try_fold(root, step).map_err(|errno| {
            let path = String::from_utf8_lossy(path);
            let what = format!("cannot open `{}`: {}", shown(&path), errno.desc());
            Refusal::new(what, "make it readable, and leave it alone meanwhile")
        })
    }

    /// Adds what lies in one folder of it.
    fn list_one(&self, path: &[u8], listing: &mut Listing) -> Result<(), Refusal> {
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
        for last in names {
            let raw = [path, b"/", &last].concat();
            // The path is empty or a name that was read before.
            let name = Name::read(raw.strip_prefix(b"/").unwrap_or(&raw), Divider::Slash);
            let kind = match &name {
                Ok(Some(name)) => kind(&dir, name)?,
                _ => Kind::Skipped,
            };
            listing.add(name, kind, listing.entries.len());
        }
        Ok(())
    }
}

impl Container for Folder {
    fn list(&mut self) -> Result<Listing, Refusal> {
        let mut listing = Listing::default();
        let mut folders = vec![Vec::new()];
        while let Some(folder) = folders.pop() {
            let known = listing.entries.len();
            self.list_one(&folder, &mut listing)?;
            let found = listing.entries[known..].iter().filter(|entry| entry.kind == Kind::Folder);
            folders.extend(found.map(|entry| entry.name.as_bytes().to_owned()));
            if listing.is_too_long() {
                return Err(too_many());
            }
        }
        Ok(listing)
    }

    fn read(&mut self, entry: &Entry) -> Result<Vec<u8>, Refusal> {
        let name = entry.name.as_str();
        let file = File::from(self.open(entry.name.as_bytes())?);
        if !file.metadata()?.is_file() {
            let what = format!("`{}` is not a regular file any more", shown(name));
            return Err(Refusal::new(what, "leave the folder alone meanwhile"));
        }
        read_at_most(file, SOURCE_BYTES_MAX)?.ok_or_else(|| too_long(name))
    }
}

/// What an entry of an open folder is. Opens nothing: a device may act on that.
fn kind(dir: &Dir, name: &Name) -> Result<Kind, Refusal> {
    let look = |follow| fstatat(dir, name.last_bytes(), follow).map_err(std::io::Error::from);
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
