//! Runs one of the site's own tools, such as a scheduler's, as if the person had typed
//! it: with their environment, and without limits but one on time.

use super::companion::each_line;
use super::limits::refused;
use super::thread;
use crate::bounded::RESULT_BYTES_MAX;
use crate::fault::Fault;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::ffi::OsString;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long a tool may take: a scheduler that does not answer says so itself, after some
/// seconds.
const TIME_MAX: Duration = Duration::from_mins(1);
/// How often a wait looks again.
const POLL: Duration = Duration::from_millis(5);
/// How long the last output of a tool that has ended may take.
const LAST_BYTES: Duration = Duration::from_secs(2);
/// How long a tool may take to end that was asked to.
const ENDING: Duration = Duration::from_secs(10);

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
    let mut child = start(Command::new(tool).args(arguments).current_dir(folder), Stdio::null())?;
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
    let text = |from: Receiver<Vec<u8>>| {
        let bytes = from.recv_timeout(LAST_BYTES).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let is_good = status.is_some_and(|status| status.success());
    Ok(Answer { is_good, stdout: text(stdout), stderr: text(stderr) })
}

/// Starts a tool whose output we read.
fn start(command: &mut Command, stdin: Stdio) -> Result<Child, Fault> {
    command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
    let tool = command.get_program().to_string_lossy().into_owned();
    command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            let what = format!("there is no `{tool}` on the PATH");
            Fault::new(what, "run this where the commands of the cluster are, or install them")
        }
        _ => refused(&format!("start {tool}"), &error),
    })
}

/// A tool that works for as long as it likes, and is heard meanwhile.
#[derive(Debug)]
pub struct RunningTool {
    child: Child,
    stdout: Receiver<Vec<u8>>,
    asides: Receiver<String>,
}

/// What has become of an errand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Its exit code; nothing where a signal has ended it.
    pub code: Option<i32>,
    /// What it wrote to standard output.
    pub stdout: String,
}

impl RunningTool {
    /// Starts it, and hands it this text on standard input. A Ctrl-C at the terminal
    /// reaches it, too; and it may ask there for a password.
    pub fn start(tool: &str, arguments: &[OsString], input: String) -> Result<Self, Fault> {
        let mut child = start(Command::new(tool).args(arguments), Stdio::piped())?;
        let (stdin, stderr) = (child.stdin.take(), child.stderr.take());
        let stdout = heard(child.stdout.take().map(|pipe| pipe.take(RESULT_BYTES_MAX)))?;
        thread(move || {
            // One that reads nothing says why by itself.
            let _ = stdin.map(|mut stdin| stdin.write_all(input.as_bytes()));
        })?;
        let (sender, asides) = channel();
        thread(move || {
            if let Some(pipe) = stderr {
                each_line(pipe, |line| drop(sender.send(line)));
            }
        })?;
        Ok(Self { child, stdout, asides })
    }

    /// Its process.
    pub fn id(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }

    /// Hears each line that it writes to standard error, and waits for its end.
    pub fn wait(mut self, mut hear: impl FnMut(&str)) -> Result<Done, Fault> {
        while let Ok(line) = self.asides.recv() {
            hear(&line);
        }
        let bytes = self.stdout.recv().unwrap_or_default();
        let status = self.child.wait().map_err(|error| refused("wait for a tool", &error))?;
        Ok(Done { code: status.code(), stdout: String::from_utf8_lossy(&bytes).into_owned() })
    }
}

/// Asks an errand to end, and makes it end where it does not. The thread that waits for it
/// collects it.
pub fn end(id: Pid) {
    let begun = Instant::now();
    let mut signal = Signal::SIGTERM;
    // It is gone once it was collected.
    while kill(id, signal).is_ok() {
        let is_late = begun.elapsed() > ENDING;
        signal = if is_late { Signal::SIGKILL } else { Signal::SIGCONT };
        std::thread::sleep(POLL);
    }
}

/// Reads all that comes, on a thread of its own.
fn heard(from: Option<impl Read + Send + 'static>) -> Result<Receiver<Vec<u8>>, Fault> {
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
