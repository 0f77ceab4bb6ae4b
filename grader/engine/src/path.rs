//! Paths in JSON, which holds text alone: a name of other bytes is escaped for
//! people, and kept byte by byte for programs.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// The path as text: bytes that are none are shown as `\xe9`.
pub fn printable(path: &Path) -> String {
    let chunks = path.as_os_str().as_bytes().utf8_chunks();
    let chunk =
        |chunk: std::str::Utf8Chunk| format!("{}{}", chunk.valid(), chunk.invalid().escape_ascii());
    chunks.map(chunk).collect()
}

/// For `#[serde(serialize_with)]`: a path that a person reads.
pub fn serialize_printable<S: Serializer>(path: &Path, to: S) -> Result<S::Ok, S::Error> {
    printable(path).serialize(to)
}

/// A path as a program takes it, whatever its bytes.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Exact {
    Text(String),
    Bytes(Vec<u8>),
}

impl From<&Path> for Exact {
    fn from(path: &Path) -> Self {
        match path.to_str() {
            Some(text) => Self::Text(text.to_owned()),
            None => Self::Bytes(path.as_os_str().as_bytes().to_owned()),
        }
    }
}

impl From<Exact> for PathBuf {
    fn from(exact: Exact) -> Self {
        match exact {
            Exact::Text(text) => text.into(),
            Exact::Bytes(bytes) => OsString::from_vec(bytes).into(),
        }
    }
}

/// For `#[serde(with)]`: paths that a program reads again, whatever their bytes.
pub mod exact {
    use super::{Deserialize, Deserializer, Exact, PathBuf, Serialize, Serializer};

    /// Writes them.
    pub fn serialize<S: Serializer>(paths: &[PathBuf], to: S) -> Result<S::Ok, S::Error> {
        paths.iter().map(|path| Exact::from(path.as_path())).collect::<Vec<_>>().serialize(to)
    }

    /// Reads them.
    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Vec<PathBuf>, D::Error> {
        Ok(Vec::<Exact>::deserialize(from)?.into_iter().map(PathBuf::from).collect())
    }
}

/// A word as a shell takes it.
pub fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_./-".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(bytes: &[u8]) -> PathBuf {
        OsString::from_vec(bytes.to_owned()).into()
    }

    #[test]
    fn what_is_no_text_is_escaped() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(printable(&path(bytes)), expected);
        check(b"a/student.rs", "a/student.rs");
        check(b"caf\xe9/\xff\xfe", "caf\\xe9/\\xff\\xfe");
        check("café".as_bytes(), "café");
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        #[serde(with = "exact")]
        paths: Vec<PathBuf>,
    }

    proptest! {
        #[test]
        fn programs_get_every_byte(names in prop::collection::vec(any::<Vec<u8>>(), 0..4)) {
            let holder = Holder { paths: names.iter().map(|name| path(name)).collect() };
            let json = serde_json::to_string(&holder).expect("any path can be written");
            prop_assert_eq!(serde_json::from_str::<Holder>(&json).expect("and read"), holder);
        }
    }
}
