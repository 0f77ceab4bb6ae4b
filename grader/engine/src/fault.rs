//! A failure of the grader, the course or the machine: never a verdict.

use crate::path::printable;
use nix::libc;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

/// What went wrong on our side, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What happened and where.
    pub what: String,
    /// What to do about it.
    pub hint: String,
    /// Whether the grader contradicts itself, so that nothing more should be graded.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_internal: bool,
}

impl Fault {
    /// A fault with its mend.
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: hint.into(), is_internal: false }
    }

    /// A contradiction in what the grader itself does.
    pub fn internal(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { is_internal: true, ..Self::new(what, hint) }
    }

    /// The same with commands in its hint as they can be typed where the program was
    /// started: `cargo grade` in place of `grade`.
    #[must_use]
    pub fn for_command(self, command: &str) -> Self {
        Self { hint: self.hint.replace("`grade ", &format!("`{command} ")), ..self }
    }

    /// A file or folder that could not be used.
    pub fn file(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        let hint = match error.kind() {
            std::io::ErrorKind::NotFound if doing == "write" => "make its folder first",
            std::io::ErrorKind::NotFound => "check the path",
            std::io::ErrorKind::IsADirectory => "it is a folder: name a file",
            std::io::ErrorKind::PermissionDenied if doing == "write" => {
                "make it and its folder writable, or name a file in a folder of your own"
            }
            std::io::ErrorKind::AlreadyExists => {
                "something else is in the way, perhaps a link that leads nowhere: remove it"
            }
            std::io::ErrorKind::PermissionDenied => "make it readable, and `target/` writable",
            std::io::ErrorKind::ReadOnlyFilesystem => {
                "nothing can be written there: clone the course into a folder of your own"
            }
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                "free some disk space, then run again"
            }
            std::io::ErrorKind::FileTooLarge => "the shell limits files: raise `ulimit -f`",
            _ if error.raw_os_error() == Some(libc::EMFILE) => "raise `ulimit -n`",
            _ => "check the file and the disk, then run again",
        };
        // What a temporary file on the way to it was called is of no use to anybody.
        let said = error.to_string();
        let said = said.split(" at path ").next().unwrap_or(&said);
        Self::new(format!("cannot {doing} {}: {said}", printable(path)), hint)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}\nhint: {}", self.what, self.hint)
    }
}

impl std::error::Error for Fault {}
