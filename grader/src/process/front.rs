//! Runs a program as if it had been typed: at the front of the terminal, with the
//! reader's own environment, and what it prints goes straight there. It has no
//! limits but the reader's patience: Ctrl-C ends both.

use crate::fault::Fault;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// Runs a program to its end, with some variables besides the reader's. True if it ended
/// well.
pub fn run(
    program: &Path,
    arguments: &[&str],
    folder: &Path,
    variables: &[(&str, &OsStr)],
) -> Result<bool, Fault> {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).envs(variables.iter().copied());
    let status = command.status();
    status.map(|status| status.success()).map_err(|error| {
        let what = format!("cannot start {}: {error}", program.display());
        Fault::new(what, "check that it is installed: `rustup show` lists the toolchains")
    })
}

/// What a shell says by its exit code where it finds no such command, or cannot run it.
const NO_COMMAND: [i32; 2] = [126, 127];

/// Opens a file in an editor, which may have arguments and be quoted as for a shell:
/// `code --wait`. Returns when the editor does.
pub fn edit(editor: &OsStr, file: &str, folder: &Path) -> Result<(), Fault> {
    let mut script = editor.to_owned();
    script.push(" \"$1\"");
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(script).args(["sh", file]).current_dir(folder);
    let editor = editor.display();
    let status = shell.status().map_err(|error| {
        Fault::new(format!("cannot start a shell for `{editor}`: {error}"), "is `sh` installed?")
    })?;
    match status.code() {
        Some(0) => Ok(()),
        Some(code) if NO_COMMAND.contains(&code) => {
            let what = format!("cannot start `{editor}`, the editor that VISUAL or EDITOR names");
            Err(Fault::new(what, "install it, or set EDITOR to one that is there, such as `nano`"))
        }
        _ => {
            let what = format!("`{editor}` ended with a failure ({status})");
            Err(Fault::new(what, format!("try it in a shell: `{editor} {file}`")))
        }
    }
}
