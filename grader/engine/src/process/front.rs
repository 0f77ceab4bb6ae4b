//! Runs a program as if it had been typed: at the front of the terminal, with the
//! reader's own environment, and what it prints goes straight there. It has no
//! limits but the reader's patience: Ctrl-C ends both.

use crate::fault::Fault;
use std::path::Path;
use std::process::Command;

/// Runs a program to its end. True if it ended well.
pub fn run(program: &Path, arguments: &[&str], folder: &Path) -> Result<bool, Fault> {
    let status = Command::new(program).args(arguments).current_dir(folder).status();
    status.map(|status| status.success()).map_err(|error| {
        let what = format!("cannot start {}: {error}", program.display());
        Fault::new(what, "check that it is installed: `rustup show` lists the toolchains")
    })
}
