//! Another run of this very program, which works while we listen: its lines come
//! as they are written, and it ends at once, with all that it started.

use super::limits::refused;
use super::{system, thread};
use crate::fault::Fault;
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// What a companion says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A line on standard output.
    Line(String),
    /// A line on standard error.
    Aside(String),
    /// It has closed both: it is done, or dead.
    Over,
}

/// A companion at work; dropping it ends it.
#[derive(Debug)]
pub struct Companion {
    child: Child,
    /// Taken when it has gone: a companion that waits must hear that.
    stdin: Option<ChildStdin>,
}

impl Companion {
    /// Starts `program`, a path of `grade`, in `folder`. What it says goes to
    /// `heard`, from a thread of its own.
    pub fn start(
        program: &Path,
        arguments: &[OsString],
        folder: &Path,
        heard: impl Fn(Said) + Clone + Send + 'static,
    ) -> Result<Self, Fault> {
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            // A Ctrl-C at the terminal is for us, not for it.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| refused(&format!("start {}", program.display()), &error))?;
        let (stdin, stdout, stderr) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        // Where a thread is refused, it ends with this.
        let companion = Self { child, stdin };
        let asides = match stderr {
            None => None,
            Some(pipe) => {
                let heard = heard.clone();
                Some(thread(move || each_line(pipe, |line| heard(Said::Aside(line))))?)
            }
        };
        thread(move || {
            if let Some(pipe) = stdout {
                each_line(pipe, |line| heard(Said::Line(line)));
            }
            if let Some(asides) = asides {
                let _ = asides.join();
            }
            heard(Said::Over);
        })?;
        Ok(companion)
    }

    /// Lets a companion go on that waits until we have taken in what it said.
    pub fn go_on(&mut self) {
        let told = self.stdin.as_mut().map(|stdin| stdin.write_all(b"."));
        if matches!(told, Some(Err(_))) {
            self.stdin = None;
        }
    }

    /// Ends it with all that it started. What it started is found and ended
    /// first, since each program leads a group of its own; stopped, it starts no
    /// more. (Where it cannot be found, it ends when it notices that its own
    /// parent has gone.)
    fn end(&mut self) {
        if system::has_ended(&mut self.child) {
            let _ = self.child.wait();
            return;
        }
        let id = Pid::from_raw(self.child.id().cast_signed());
        let _ = kill(id, Signal::SIGSTOP);
        for group in children(id) {
            let _ = killpg(group, Signal::SIGKILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Companion {
    fn drop(&mut self) {
        self.end();
    }
}

/// Makes this process end when the one that started it does: a companion's first
/// act. If that has ended already, no process reads what it writes.
pub fn end_with_parent() {
    system::end_with_parent();
}

/// Makes this process end once its output has no reader any more, although nothing is
/// written to it meanwhile: the person who asked from another machine has gone.
pub fn end_when_unheard(output: impl AsFd + Send + 'static) -> Result<(), Fault> {
    thread(move || {
        let mut watched = [PollFd::new(output.as_fd(), PollFlags::empty())];
        // What cannot be watched, such as a file, is never left.
        let gone = PollFlags::POLLERR | PollFlags::POLLHUP;
        while poll(&mut watched, PollTimeout::NONE) != Err(Errno::EINVAL) {
            if watched[0].revents().is_some_and(|seen| seen.intersects(gone)) {
                std::process::exit(1);
            }
        }
    })?;
    Ok(())
}

/// The children of a process; none where the system does not tell.
fn children(id: Pid) -> Vec<Pid> {
    let Ok(threads) = fs::read_dir(format!("/proc/{id}/task")) else { return Vec::new() };
    let lists = threads
        .flatten()
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let parse = |list: String| -> Vec<Pid> {
        list.split_whitespace().filter_map(|id| id.parse().ok()).map(Pid::from_raw).collect()
    };
    lists.flat_map(parse).collect()
}

/// Hears each line that is written.
pub(super) fn each_line(pipe: impl Read, mut heard: impl FnMut(String)) {
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    // What is no text is shown as well as it can be; a broken pipe ends it.
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let text = String::from_utf8_lossy(&line);
        heard(text.trim_end_matches(['\n', '\r']).to_owned());
        line.clear();
    }
}
