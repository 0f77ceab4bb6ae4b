//! Runs a program as if it had been typed: at the front of the terminal, with the
//! reader's own environment, and what it prints goes straight there. It has no
//! limits but the reader's patience: Ctrl-C ends both.

use crate::bounded::revealed;
use crate::fault::Fault;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

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

/// What a command took.
#[derive(Clone, Copy, Debug)]
pub struct Took {
    /// From its start to its end.
    pub wall: Duration,
    /// CPU time of all its processes that it waited for.
    pub cpu: Duration,
}

/// Runs a line of the shell to its end, and drops what it prints. An end that is not well
/// is an error.
pub fn time(line: &str) -> Result<Took, Fault> {
    let used =
        || getrusage(UsageWho::RUSAGE_CHILDREN).map(|all| all.user_time() + all.system_time());
    let before = used();
    let begin = Instant::now();
    let ended = Command::new("/bin/sh")
        .args(["-c", line])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let wall = begin.elapsed();
    let cpu = before.and_then(|before| Ok(used()? - before));
    let status = ended.map_err(|error| {
        Fault::new(format!("cannot start /bin/sh: {error}"), "a shell is needed for it")
    })?;
    if !status.success() {
        let what = format!("`{}` failed: {status}", revealed(line));
        return Err(Fault::new(what, "run it by itself first; it must end with exit code 0"));
    }
    let cpu = cpu.map_or(0, |time| time.num_microseconds());
    Ok(Took { wall, cpu: Duration::from_micros(u64::try_from(cpu).unwrap_or_default()) })
}
