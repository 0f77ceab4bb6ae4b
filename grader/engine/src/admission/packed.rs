//! Reads archives from memory, entry by entry. The crates' own ways to unpack
//! are not used: they write to disk, and have followed links there before.

use super::SOURCE_BYTES_MAX;
use super::name::{Divider, Name, shown};
use super::{ALONE, Container, ENTRIES_MAX, Entry, Kind, Listing, Refusal, SMALLER};
use super::{UNPACKED_BYTES_FREE, UNPACKED_BYTES_MAX, UNPACKED_RATIO_MAX};
use super::{mib, read_at_most, too_long, too_many};
use flate2::read::MultiGzDecoder;
use nix::sys::stat::SFlag;
use std::fmt;
use std::io::Cursor;
use tar::EntryType;
use zip::ZipArchive;
use zip::read::{ZipFileEntry, ZipReadOptions};

/// How many bytes a number of packed bytes may become.
fn unpacked_bytes_max(packed: u64) -> u64 {
    (packed * UNPACKED_RATIO_MAX).clamp(UNPACKED_BYTES_FREE, UNPACKED_BYTES_MAX)
}

fn bomb(name: &str, bytes_max: u64) -> Refusal {
    let what = if bytes_max == UNPACKED_BYTES_MAX {
        format!("{name} unpacks to more than {}", mib(bytes_max))
    } else {
        format!("{name} unpacks to more than {UNPACKED_RATIO_MAX} times its size")
    };
    Refusal::new(what, SMALLER)
}

fn broken(error: impl fmt::Display) -> Refusal {
    let what = format!("the archive is broken, or of another kind: {}", shown(&error.to_string()));
    Refusal::new(what, ALONE)
}

/// Unpacks gzip, up to the limit and no further.
pub(super) fn gunzip(packed: &[u8]) -> Result<Vec<u8>, Refusal> {
    let bytes_max = unpacked_bytes_max(packed.len() as u64);
    let bytes = read_at_most(MultiGzDecoder::new(packed), bytes_max).map_err(broken)?;
    bytes.ok_or_else(|| bomb("the archive", bytes_max))
}

/// A tar archive, unpacked from gzip.
pub(super) struct Tar {
    bytes: Vec<u8>,
}

impl Tar {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }
}

impl Container for Tar {
    fn list(&mut self) -> Result<Listing, Refusal> {
        let mut listing = Listing::default();
        let mut archive = tar::Archive::new(&self.bytes[..]);
        for (place, entry) in archive.entries().map_err(broken)?.enumerate() {
            let entry = entry.map_err(broken)?;
            if place >= ENTRIES_MAX {
                return Err(too_many());
            }
            let raw = entry.path_bytes();
            let kind = match entry.header().entry_type() {
                // Remarks on the whole archive, as `git archive` writes them.
                EntryType::XGlobalHeader => continue,
                // The first tar had no type for folders.
                EntryType::Directory | EntryType::Regular if is_folders(&raw) => Kind::Folder,
                EntryType::Directory => Kind::Folder,
                EntryType::Regular => Kind::File,
                EntryType::Symlink => Kind::Odd("a symbolic link"),
                EntryType::Link => Kind::Odd("a hard link"),
                EntryType::Char | EntryType::Block => Kind::Odd("a device"),
                EntryType::Fifo => Kind::Odd("a fifo"),
                _ => Kind::Odd("an entry of an unusual kind"),
            };
            listing.add(Name::read(&raw, Divider::Both), kind, place);
        }
        Ok(listing)
    }

    fn read(&mut self, wanted: &Entry) -> Result<Vec<u8>, Refusal> {
        let mut archive = tar::Archive::new(&self.bytes[..]);
        let entry = archive.entries().map_err(broken)?.nth(wanted.place);
        let entry = entry.expect("it was listed").map_err(broken)?;
        let size = entry.size();
        let source = read_at_most(entry, SOURCE_BYTES_MAX).map_err(broken)?;
        as_long_as(size, source, wanted)
    }
}

/// A zip archive.
pub(super) struct Zip {
    archive: ZipArchive<Cursor<Vec<u8>>>,
}

impl Zip {
    pub(super) fn new(bytes: Vec<u8>) -> Result<Self, Refusal> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        // The crate keeps the last one; another program may take the first.
        if archive.has_duplicate_names() {
            return Err(Refusal::new("the archive has a name twice", ALONE));
        }
        Ok(Self { archive })
    }
}

impl Container for Zip {
    fn list(&mut self) -> Result<Listing, Refusal> {
        if self.archive.len() > ENTRIES_MAX {
            return Err(too_many());
        }
        let mut listing = Listing::default();
        for place in 0..self.archive.len() {
            let entry = self.archive.by_index_data(place).map_err(broken)?;
            let name = Name::read(entry.name_raw(), Divider::Both);
            listing.add(name, zip_kind(&entry), place);
        }
        Ok(listing)
    }

    fn read(&mut self, wanted: &Entry) -> Result<Vec<u8>, Refusal> {
        // An archive has two headers for a file; programs differ in which they
        // believe, so both must say the same.
        let options = ZipReadOptions::new().enforce_header_consistency(true);
        let entry = self.archive.by_index_with_options(wanted.place, options).map_err(broken)?;
        let (size, packed) = (entry.size(), entry.compressed_size());
        let bytes_max = unpacked_bytes_max(packed.min(SOURCE_BYTES_MAX)).min(SOURCE_BYTES_MAX);
        let source = read_at_most(entry, bytes_max).map_err(broken)?;
        if source.is_none() && bytes_max < SOURCE_BYTES_MAX {
            return Err(bomb(&format!("`{}`", shown(wanted.name.as_str())), bytes_max));
        }
        as_long_as(size, source, wanted)
    }
}

/// Whether a name says by its end that it is a folder's.
fn is_folders(raw: &[u8]) -> bool {
    raw.last().is_some_and(|&byte| Divider::Both.divides(byte))
}

/// What a zip entry is; made without Unix, it is a file or a folder.
fn zip_kind(entry: &ZipFileEntry) -> Kind {
    let mode = SFlag::from_bits_truncate(entry.unix_mode().unwrap_or_default()) & SFlag::S_IFMT;
    match mode {
        SFlag::S_IFLNK => Kind::Odd("a symbolic link"),
        SFlag::S_IFIFO => Kind::Odd("a fifo"),
        SFlag::S_IFSOCK => Kind::Odd("a socket"),
        SFlag::S_IFCHR | SFlag::S_IFBLK => Kind::Odd("a device"),
        SFlag::S_IFDIR => Kind::Folder,
        _ if is_folders(entry.name_raw()) => Kind::Folder,
        _ => Kind::File,
    }
}

/// A source, unless it is too long, or not as long as the archive says.
fn as_long_as(size: u64, source: Option<Vec<u8>>, entry: &Entry) -> Result<Vec<u8>, Refusal> {
    let name = entry.name.as_str();
    let source = source.ok_or_else(|| too_long(name))?;
    if source.len() as u64 == size {
        return Ok(source);
    }
    let what = format!("`{}` has {} bytes; the archive says {size}", shown(name), source.len());
    Err(Refusal::new(what, ALONE))
}
