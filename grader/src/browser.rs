//! Opens a file in the reader's browser.

use crate::fault::Fault;
use std::path::Path;

/// Opens a file, and does not wait for what becomes of it.
pub fn open(file: &Path) -> Result<(), Fault> {
    opener::open_browser(file).map_err(|error| {
        let what = format!("cannot start a browser: {error}");
        Fault::new(what, format!("open {} yourself", file.display()))
    })
}
