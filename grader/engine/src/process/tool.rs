//! Runs one of the site's own tools, such as a scheduler's, as if the person had typed
//! it: with their environment, and without limits but one on time.

use super::limits::refused;
use super::thread;
use crate::fault::Fault;
use std::ffi::OsString;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// How long a tool may take: a scheduler that does not answer says so itself, after some
/// seconds.
const TIME_MAX: Duration = Duration::from_mins(1);
/// How often a wait looks again.
const POLL: Duration = Duration::from_millis(5);
/// How long the last output of a tool that has ended may take.
const LAST_BYTES: Duration = Duration::from_secs(2);

/// What a tool said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether it ended well.
    pub is_good: bool,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

/// Runs a tool to its end.
pub fn ask(tool: &str, arguments: &[OsString], folder: &Path) -> Result<Answer, Fault> {
    let mut command = Command::new(tool);
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            let what = format!("there is no `{tool}` on the PATH");
            Fault::new(what, "run this where the scheduler's commands are")
        }
        _ => refused(&format!("start {tool}"), &error),
    })?;
    let stdout = heard(child.stdout.take())?;
    let stderr = heard(child.stderr.take())?;
    let begun = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if begun.elapsed() < TIME_MAX => std::thread::sleep(POLL),
            _ => break None,
        }
    };
    if status.is_none() {
        let _ = child.kill();
        let _ = child.wait();
    }
    let text = |from: std::sync::mpsc::Receiver<Vec<u8>>| {
        let bytes = from.recv_timeout(LAST_BYTES).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let is_good = status.is_some_and(|status| status.success());
    Ok(Answer { is_good, stdout: text(stdout), stderr: text(stderr) })
}

/// Reads all that comes, on a thread of its own.
fn heard(
    from: Option<impl Read + Send + 'static>,
) -> Result<std::sync::mpsc::Receiver<Vec<u8>>, Fault> {
    let (sender, receiver) = channel();
    thread(move || {
        let mut bytes = Vec::new();
        if let Some(mut from) = from {
            let _ = from.read_to_end(&mut bytes);
        }
        let _ = sender.send(bytes);
    })?;
    Ok(receiver)
}
