//! Names inside a submission: only those that cannot lead out of it, or look
//! like what they are not.
//!
//! Nothing is written under these names, so none of them could do harm by
//! itself. But they go into messages and into the path that the compiler shows,
//! and an archive with such a name was made to attack somebody.

use super::{ALONE, Refusal, SKIPPED};
use std::path::Path;

/// Most bytes of a name: what Linux takes as a path.
const NAME_BYTES_MAX: usize = 4096;
/// Most folders in a name; each is opened on the way to a file.
const NAME_DEPTH_MAX: usize = 32;
/// Most characters of a name that are shown.
const SHOWN_CHARS_MAX: usize = 60;

/// A relative path without `.` and `..`, its parts divided by `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name(String);

impl Name {
    /// Reads a name as an archive has it. The submission's own folder, `./`,
    /// has no name.
    pub(super) fn read(raw: &[u8]) -> Result<Option<Self>, Refusal> {
        let hostile = |why: &str| {
            let what = format!("the name `{}` {why}", shown_raw(raw));
            Err(Refusal::new(what, ALONE))
        };
        let Ok(name) = std::str::from_utf8(raw) else { return hostile("is not UTF-8") };
        let parts = || name.split('/').filter(|part| !part.is_empty() && *part != ".");
        if name.starts_with('/') || has_drive(name) {
            return hostile("is an absolute path");
        }
        if name.contains('\\') {
            return hostile("has a backslash");
        }
        if parts().any(|part| part == "..") {
            return hostile("leads out of the submission");
        }
        if name.chars().any(char::is_control) {
            return hostile("has a control character");
        }
        if name.len() > NAME_BYTES_MAX || parts().count() > NAME_DEPTH_MAX {
            return hostile("is too long");
        }
        let name = parts().collect::<Vec<_>>().join("/");
        Ok((!name.is_empty()).then_some(Self(name)))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    pub(super) fn last(&self) -> &str {
        self.0.rsplit('/').next().expect("a split has at least one part")
    }

    /// How many folders it lies in.
    pub(super) fn depth(&self) -> usize {
        self.0.matches('/').count()
    }

    /// Whether it ends in `.rs`.
    pub(super) fn is_source(&self) -> bool {
        Path::new(&self.0).extension().is_some_and(|ending| ending == "rs")
    }

    /// Whether a tool made it, not the student. Copies from macOS come with a
    /// twin of each file, `._student.rs`, that holds its attributes.
    pub(super) fn is_made(&self) -> bool {
        self.last().starts_with("._") || self.0.split('/').any(|part| SKIPPED.contains(&part))
    }

    /// Whether this is a folder on the way to `other`.
    pub(super) fn is_above(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The same for all names that a file system which ignores case takes for
    /// one. By way of capitals, because `ſ` and `s` share theirs.
    pub(super) fn folded(&self) -> String {
        self.0.to_uppercase().to_lowercase()
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

/// Bytes that are no text are shown as numbers, each by itself.
fn shown_raw(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => shown(name),
        Err(_) => raw
            .iter()
            .take(SHOWN_CHARS_MAX)
            .copied()
            .flat_map(std::ascii::escape_default)
            .map(char::from)
            .collect(),
    }
}
