//! A terminal as a person has one: a program runs in it, keys go in, and the
//! screen can be read.

use crate::course::{Course, GRADE};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The longest that anything may take, on however busy a machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// A terminal with `grade` running in it.
pub struct Terminal {
    parser: Arc<Mutex<vt100::Parser>>,
    changed: Receiver<()>,
    keys: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
}

/// How a program left the terminal.
#[derive(Debug)]
pub struct Left {
    pub status: ExitStatus,
    pub is_alternate: bool,
    pub is_cursor_hidden: bool,
}

impl Terminal {
    /// Runs `grade` in a course's folder, on a terminal of so many columns and rows.
    pub fn start(course: &Course, arguments: &[&str], size: (u16, u16)) -> Self {
        Self::start_in("C.UTF-8", course, arguments, size)
    }

    /// The same, in another locale.
    pub fn start_in(locale: &str, course: &Course, arguments: &[&str], size: (u16, u16)) -> Self {
        Self::start_with(&[("LC_ALL", locale)], course, arguments, size)
    }

    /// The same, with variables besides the tests' own.
    pub fn start_with(
        variables: &[(&str, &str)],
        course: &Course,
        arguments: &[&str],
        size: (u16, u16),
    ) -> Self {
        let pty = native_pty_system().openpty(pty_size(size)).expect("a terminal");
        let mut command = CommandBuilder::new(GRADE);
        command.args(arguments);
        command.cwd(&course.root);
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        for name in ["CARGO", "NO_COLOR", "VISUAL", "EDITOR"] {
            command.env_remove(name);
        }
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pty.slave.spawn_command(command).expect("the program starts");
        drop(pty.slave);
        let mut output = pty.master.try_clone_reader().expect("a terminal");
        let keys = pty.master.take_writer().expect("a terminal");
        let (columns, rows) = cells(size);
        let parser = Arc::new(Mutex::new(vt100::Parser::new(rows, columns, 0)));
        let (tell, changed) = channel();
        let screen = Arc::clone(&parser);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = output.read(&mut buffer) {
                screen.lock().expect("nobody panics with it").process(&buffer[..length]);
                if tell.send(()).is_err() {
                    break;
                }
            }
        });
        Self { parser, changed, keys, master: pty.master, child }
    }

    /// Types keys.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("the program reads");
        self.keys.flush().expect("the program reads");
    }

    /// What is on the screen.
    pub fn contents(&self) -> String {
        self.parser.lock().expect("nobody panics with it").screen().contents()
    }

    /// Waits until the screen is as it is wanted, and gives it.
    pub fn wait(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let contents = self.contents();
            if wanted(&contents) {
                return contents;
            }
            let over = start.elapsed() > PATIENCE;
            assert!(!over, "waited for {what} in vain; the screen is\n{contents}");
            // A program that died without a word is noticed as well.
            let _ = self.changed.recv_timeout(Duration::from_millis(100));
        }
    }

    /// Waits until the screen shows these words. Others may still be on their way:
    /// a screen comes in pieces.
    pub fn see(&self, words: &str) -> String {
        self.see_all(&[words])
    }

    /// Waits until the screen shows all of these.
    pub fn see_all(&self, all: &[&str]) -> String {
        let all_there = |screen: &str| all.iter().all(|words| screen.contains(words));
        self.wait(&format!("{all:?}"), all_there)
    }

    /// Changes the terminal's size.
    pub fn resize(&self, size: (u16, u16)) {
        let (columns, rows) = cells(size);
        // The screen first: the program draws for the new size at once.
        self.parser.lock().expect("nobody panics with it").set_size(rows, columns);
        self.master.resize(pty_size(size)).expect("a terminal");
    }

    /// The program's process.
    pub fn process(&self) -> u32 {
        self.child.process_id().expect("it was started")
    }

    /// Waits until the program has ended, and says how it left the terminal.
    pub fn end(mut self) -> Left {
        let status = self.child.wait().expect("it is ours");
        // The last that it wrote may still be on its way.
        while self.changed.recv_timeout(Duration::from_secs(1)).is_ok() {}
        let parser = self.parser.lock().expect("nobody panics with it");
        let screen = parser.screen();
        Left {
            status,
            is_alternate: screen.alternate_screen(),
            is_cursor_hidden: screen.hide_cursor(),
        }
    }
}

fn cells((columns, rows): (u16, u16)) -> (NonZeroU16, NonZeroU16) {
    let some = |number| NonZeroU16::new(number).expect("a terminal has cells");
    (some(columns), some(rows))
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}
