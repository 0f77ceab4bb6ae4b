//! Names inside a submission: only those are used that cannot lead out of it, or
//! look like what they are not.
//!
//! Nothing is written under these names, so none of them could do harm by
//! itself. But they go into messages and into the path that the compiler shows.
//! What has another name is not looked at: it is told, and forgotten.

use super::SKIPPED;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

/// Most bytes of a name: what Linux takes as a path.
const NAME_BYTES_MAX: usize = 4096;
/// Most folders in a name; each is opened on the way to a file.
const NAME_DEPTH_MAX: usize = 32;
/// Most characters of a name that are shown.
const SHOWN_CHARS_MAX: usize = 60;

/// A relative path without `.` and `..`, its parts divided by `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// Its bytes, which need not be UTF-8: other systems have other encodings.
    raw: Vec<u8>,
    /// The same as text, for rules and people.
    text: String,
}

/// A name that is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unusable {
    /// As text, not yet safe to print.
    pub(super) name: String,
    /// Why, in words.
    pub(super) why: &'static str,
}

/// What divides the parts of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Divider {
    /// In a folder of this system, where a backslash is a character like others.
    Slash,
    /// In an archive: some programs on Windows write backslashes.
    Both,
}

impl Divider {
    pub(super) fn divides(self, byte: u8) -> bool {
        byte == b'/' || (self == Self::Both && byte == b'\\')
    }
}

impl Name {
    /// Reads a name as a submission has it. The submission's own folder, `./`,
    /// has no name.
    pub(super) fn read(raw: &[u8], divider: Divider) -> Result<Option<Self>, Unusable> {
        let text = String::from_utf8_lossy(raw);
        let parts: Vec<&[u8]> = raw
            .split(|&byte| divider.divides(byte))
            .filter(|part| !part.is_empty() && *part != b".")
            .collect();
        let why = if raw.first().is_some_and(|&byte| divider.divides(byte)) || has_drive(&text) {
            "is an absolute path"
        } else if parts.contains(&&b".."[..]) {
            "leads out of the submission"
        } else if text.chars().any(char::is_control) {
            "has a control character"
        } else if parts.concat().contains(&b'\\') {
            "has a backslash"
        } else if raw.len() > NAME_BYTES_MAX || parts.len() > NAME_DEPTH_MAX {
            "is too long"
        } else {
            let raw = parts.join(&b'/');
            let text = String::from_utf8_lossy(&raw).into_owned();
            return Ok((!raw.is_empty()).then_some(Self { raw, text }));
        };
        Err(Unusable { name: text.into_owned(), why })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.raw
    }

    /// The path, byte by byte.
    pub(super) fn path(&self) -> PathBuf {
        OsString::from_vec(self.raw.clone()).into()
    }

    /// The last part.
    pub(super) fn last(&self) -> &str {
        self.text.rsplit('/').next().expect("a split has at least one part")
    }

    /// The last part, byte by byte.
    pub(super) fn last_bytes(&self) -> &[u8] {
        self.raw.rsplit(|&byte| byte == b'/').next().expect("a split has at least one part")
    }

    /// How many folders it lies in.
    pub(super) fn depth(&self) -> usize {
        self.text.matches('/').count()
    }

    /// Whether it ends in `.rs`.
    pub(super) fn is_source(&self) -> bool {
        Path::new(&self.text).extension().is_some_and(|ending| ending == "rs")
    }

    /// Whether a tool made it, not the student. Copies from macOS come with a
    /// twin of each file, `._student.rs`, that holds its attributes.
    pub(super) fn is_made(&self) -> bool {
        self.last().starts_with("._") || self.text.split('/').any(|part| SKIPPED.contains(&part))
    }

    /// Whether this is a folder on the way to `other`.
    pub(super) fn is_above(&self, other: &Self) -> bool {
        other.text.strip_prefix(&self.text).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The same for all names that a file system which ignores case takes for
    /// one. By way of capitals, because `ſ` and `s` share theirs.
    pub(super) fn folded(&self) -> String {
        self.text.to_uppercase().to_lowercase()
    }
}

/// `C:student.rs` is absolute enough: it leads to another drive.
fn has_drive(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && chars.next() == Some(':')
}

/// A name made short, with everything visible that acts on a terminal.
pub(super) fn shown(name: &str) -> String {
    let short: String = name.chars().take(SHOWN_CHARS_MAX).collect();
    let more = if short.len() < name.len() { "…" } else { "" };
    format!("{}{more}", short.escape_debug())
}
