//! Takes the one `.rs` file out of what a student hands in: the file itself, a
//! folder, a tar archive or a zip archive. Unpacks nothing to disk, follows no
//! link, and uses nothing else of it.
//!
//! A submission comes from somebody who may want more than a grade. A manifest,
//! a build script or a tool's configuration in it would run with the grader's
//! rights, so they are not copied anywhere: they are told and forgotten. The
//! entries are listed first, then one of them is chosen, then that one is read.

mod choice;
mod folder;
mod name;
mod packed;
#[cfg(test)]
mod tests;

use crate::fault::Fault;
use crate::path::printable;
use folder::Folder;
use name::{Name, Unusable, shown};
use nix::fcntl::OFlag;
use packed::{Tar, Zip};
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The file that is looked for.
const WANTED: &str = "student.rs";
/// Most bytes of a source file. The longest of the course has a hundredth of it.
const SOURCE_BYTES_MAX: u64 = 256 * 1024;
/// Most bytes of an archive as it is handed in: a project with its history, but
/// without what was built.
const ARCHIVE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Most bytes that an archive is unpacked to, all in memory.
const UNPACKED_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// Unpacked bytes for one packed byte. Source text packs 10:1 at best, and
/// deflate reaches 1032:1 on a bomb's zeros.
const UNPACKED_RATIO_MAX: u64 = 100;
/// So much may be unpacked at any ratio: tar fills up with 10 KiB of zeros.
const UNPACKED_BYTES_FREE: u64 = 64 * 1024;
/// Most entries that are walked through; a project has some hundred.
const ENTRIES_MAX: usize = 10_000;
/// How many ignored names are shown. The first ones are the highest ones, where
/// manifests and build scripts are.
const IGNORED_SHOWN: usize = 3;
/// Folders that hold what tools made, never a student's file.
const SKIPPED: [&str; 2] = ["target", ".git"];

/// What to do about most refusals.
const ALONE: &str = "hand in `student.rs` alone, or pack it into a new archive";
/// What to do about an archive that is too big in some way.
const SMALLER: &str = "leave out `target/` and data, or hand in `student.rs` alone";

/// The one file, taken out of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// Where in the submission it was; nothing if it was the submission.
    pub inside: PathBuf,
    /// What it holds.
    pub source: Vec<u8>,
    /// What else was there.
    pub ignored: Ignored,
}

/// The files of a submission that were not used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignored(Vec<String>);

impl Ignored {
    /// Whether everything was used.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A short list, safe to print.
impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let names: Vec<String> =
            self.0.iter().take(IGNORED_SHOWN).map(|name| shown(name)).collect();
        match (names.split_last(), self.0.len() - names.len()) {
            (None, _) => write!(f, "nothing"),
            (Some((last, [])), 0) => write!(f, "{last}"),
            (Some((last, before)), 0) => write!(f, "{} and {last}", before.join(", ")),
            (_, more) => write!(f, "{} and {more} more", names.join(", ")),
        }
    }
}

/// Why a submission is not taken, and how to mend it.
#[derive(Debug, PartialEq, Eq)]
struct Refusal {
    what: String,
    hint: &'static str,
}

impl Refusal {
    fn new(what: impl Into<String>, hint: &'static str) -> Self {
        Self { what: what.into(), hint }
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::new(format!("it cannot be read: {error}"), "check the file and the disk")
    }
}

/// One thing in a submission.
#[derive(Debug)]
struct Entry {
    name: Name,
    kind: Kind,
    /// Which one it is, in the archive's own order.
    place: usize,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
    /// One that was not looked into.
    Skipped,
    /// Something that is never followed or opened, in words.
    Odd(&'static str),
}

/// What is in a submission.
#[derive(Debug, Default)]
struct Listing {
    /// What can be named, in no special order.
    entries: Vec<Entry>,
    /// What cannot; it is never looked at.
    unusable: Vec<Unusable>,
}

impl Listing {
    /// One more thing; the submission's own folder is none.
    fn add(&mut self, name: Result<Option<Name>, Unusable>, kind: Kind, place: usize) {
        match name {
            Ok(Some(name)) => self.entries.push(Entry { name, kind, place }),
            Ok(None) => {}
            Err(unusable) => self.unusable.push(unusable),
        }
    }

    fn is_too_long(&self) -> bool {
        self.entries.len() + self.unusable.len() > ENTRIES_MAX
    }
}

/// What holds entries.
trait Container {
    /// Everything in it.
    fn list(&mut self) -> Result<Listing, Refusal>;
    /// The bytes of one regular file, at most `SOURCE_BYTES_MAX`.
    fn read(&mut self, entry: &Entry) -> Result<Vec<u8>, Refusal>;
}

/// Takes the file to grade out of the submission at `path`.
pub fn admit(path: &Path) -> Result<Admitted, Fault> {
    // Without this, the slash at the end of `link/` would follow the link.
    let path: PathBuf = path.components().collect();
    if printable(&path).chars().any(char::is_control) {
        // Where the name is shown, it would add lines of its own.
        let name = printable(&path).escape_debug().to_string();
        let what = format!("{name}: its name holds a control character, such as a line break");
        return Err(Fault::new(what, "give the file another name"));
    }
    let file = open(&path).map_err(|error| unopened(&path, &error))?;
    from_open(file, &path).map_err(|refusal| refused(&path, &refusal))
}

/// The bytes of a source file that lies in the course: a regular file, be it over a
/// link, that is no longer than one that is handed in.
pub fn source(path: &Path) -> Result<Vec<u8>, Fault> {
    let unreadable = |error| Fault::file("read", path, &error);
    // A fifo is not waited for.
    let flags = folder::FLAGS.difference(OFlag::O_NOFOLLOW).bits();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        let refusal = Refusal::new("it is not a regular file", "put a source file in its place");
        return Err(refused(path, &refusal));
    }
    let bytes = read_at_most(file, SOURCE_BYTES_MAX).map_err(unreadable)?;
    let name = || path.file_name().unwrap_or_default().to_string_lossy();
    bytes.ok_or_else(|| refused(path, &too_long(&name())))
}

/// The path of the submission that a path inside of it belongs to: what can be
/// handed in again. A folder's file can be by itself; an archive's cannot.
pub fn submission(path: &Path) -> &Path {
    path.ancestors()
        .filter(|path| Form::of(path).is_some_and(Form::is_packed))
        .last()
        .unwrap_or(path)
}

/// The name of what can be handed in, without the ending that says what it is; nothing
/// for a file of another kind.
pub fn stem(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let ending = Form::ENDINGS.into_iter().map(|(ending, _)| ending).find(|ending| {
        // An ending is ASCII, so it begins between characters.
        name.to_ascii_lowercase().ends_with(ending)
    })?;
    Some(name[..name.len() - ending.len()].to_owned())
}

/// What a file's name says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Source,
    Tar,
    PackedTar,
    Zip,
}

impl Form {
    const ENDINGS: [(&str, Self); 5] = [
        (".rs", Self::Source),
        (".tar", Self::Tar),
        (".tar.gz", Self::PackedTar),
        (".tgz", Self::PackedTar),
        (".zip", Self::Zip),
    ];

    fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let mut endings = Self::ENDINGS.into_iter();
        endings.find_map(|(ending, form)| name.ends_with(ending).then_some(form))
    }

    fn is_packed(self) -> bool {
        self != Self::Source
    }
}

/// Opens without following a link and without waiting for a fifo's writer.
fn open(path: &Path) -> io::Result<File> {
    let flags = folder::FLAGS.bits();
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}

fn unopened(path: &Path, error: &io::Error) -> Fault {
    if error.raw_os_error() == Some(nix::errno::Errno::ELOOP as i32) {
        return refused(path, &Refusal::new("it is a symbolic link", "name the file itself"));
    }
    Fault::file("read", path, error)
}

fn refused(path: &Path, refusal: &Refusal) -> Fault {
    let path = path.to_string_lossy();
    Fault::new(format!("{}: {}", path.escape_debug(), refusal.what), refusal.hint)
}

/// Goes by what was opened, which cannot be exchanged any more.
fn from_open(file: File, path: &Path) -> Result<Admitted, Refusal> {
    let kind = file.metadata()?;
    if kind.is_dir() {
        return from_container(&mut Folder::new(file));
    }
    let form = Form::of(path).filter(|_| kind.is_file());
    match form {
        Some(Form::Source) => {
            let name = || path.file_name().unwrap_or_default().to_string_lossy();
            let source = read_at_most(file, SOURCE_BYTES_MAX)?.ok_or_else(|| too_long(&name()))?;
            Ok(Admitted { inside: PathBuf::new(), source, ignored: Ignored::default() })
        }
        Some(form) => from_archive(file, form),
        None => Err(Refusal::new(
            "it is none of the files that can be graded",
            "hand in a `.rs` file, a folder, a `.tar`, a `.tar.gz` or a `.zip`",
        )),
    }
}

fn from_archive(file: File, form: Form) -> Result<Admitted, Refusal> {
    let bytes = read_at_most(file, ARCHIVE_BYTES_MAX)?.ok_or_else(|| {
        Refusal::new(format!("it is larger than {}", mib(ARCHIVE_BYTES_MAX)), SMALLER)
    })?;
    from_bytes(bytes, form)
}

fn from_bytes(bytes: Vec<u8>, form: Form) -> Result<Admitted, Refusal> {
    match form {
        Form::Zip => from_container(&mut Zip::new(bytes)?),
        Form::PackedTar => from_container(&mut Tar::new(packed::gunzip(&bytes)?)),
        _ => from_container(&mut Tar::new(bytes)),
    }
}

fn from_container(container: &mut impl Container) -> Result<Admitted, Refusal> {
    let listing = container.list()?;
    let chosen = choice::chosen(&listing)?;
    let source = container.read(chosen)?;
    let ignored = choice::ignored(&listing, chosen);
    Ok(Admitted { inside: chosen.name.path(), source, ignored })
}

/// All bytes, or nothing if there are more than `bytes_max`.
fn read_at_most(from: impl Read, bytes_max: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    from.take(bytes_max + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= bytes_max).then_some(bytes))
}

fn too_long(name: &str) -> Refusal {
    let what = format!("`{}` is longer than {} KiB", shown(name), SOURCE_BYTES_MAX / 1024);
    Refusal::new(what, "a solution is a page or two; take data out of it")
}

fn too_many() -> Refusal {
    Refusal::new(format!("it has more than {ENTRIES_MAX} files and folders"), SMALLER)
}

fn mib(bytes: u64) -> String {
    format!("{} MiB", bytes / 1024 / 1024)
}
