//! Archives that are the same whenever they are made.

use crate::fault::Fault;
use crate::tree::Tree;
use std::fmt::Display;
use std::io::{self, Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// For the owner to change, for everybody to read and run.
const MODE: u32 = 0o755;

/// A zip archive.
pub(super) fn zipped(tree: &Tree) -> Result<Vec<u8>, Fault> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(MODE);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (place, bytes) in tree {
        let name = place.to_string_lossy();
        archive.start_file(name, options).map_err(|error| broken(&error))?;
        archive.write_all(bytes).map_err(|error: io::Error| broken(&error))?;
    }
    archive.finish().map(Cursor::into_inner).map_err(|error| broken(&error))
}

/// A tar archive, not compressed.
pub(super) fn tarred(tree: &Tree) -> Result<Vec<u8>, Fault> {
    let mut archive = tar::Builder::new(Vec::new());
    for (place, bytes) in tree {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(MODE);
        header.set_mtime(0);
        let added = archive.append_data(&mut header, place, bytes.as_slice());
        added.map_err(|error| broken(&error))?;
    }
    archive.into_inner().map_err(|error| broken(&error))
}

fn broken(error: &dyn Display) -> Fault {
    Fault::new(format!("cannot make the archive: {error}"), "this is a bug in the grader")
}
