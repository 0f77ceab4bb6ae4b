//! Grades whenever the student saves, on a screen of its own. It computes no
//! verdict: each grading is a run of `grade EX --events`, and this shows what
//! that says.
//!
//! Everything that happens comes through one channel: keys, changes of the file,
//! signals, and the lines of the grading. One thread takes one thing at a time
//! from it, asks the pure model what to do about it, does that and draws. So
//! nothing is shared and nothing can deadlock. The threads that fill the channel
//! sleep until there is something to say.
//!
//! Nothing of ours may run beside a timed run. The grading waits for a byte after
//! each measured pair. We draw first and then send it; and what happens meanwhile
//! is drawn with the next pair.

mod message;
mod page;
mod screen;
mod state;
mod styled;
mod view;

use crate::admission;
use crate::course::{Course, Name};
use crate::fault::Fault;
use crate::process::companion::{Companion, Said};
use crate::process::{Isolation, Spawner, front, thread};
use crate::progress::Progress;
use crate::reset::reset;
pub use message::{Measured, Message};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use screen::{Act, Screen};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;
use state::{Effect, Entry, Input, Phase, State, Study};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use view::ViewStyle;

/// An editor may write a file in several steps; after such a pause it is whole.
const QUIET: Duration = Duration::from_millis(30);
/// How many of the last lines of a grading that broke off are shown.
const LAST_WORDS: usize = 20;

/// What `watch` begins with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// A path of `grade`.
    pub program: PathBuf,
    /// What each grading and each study is started with.
    pub options: Vec<OsString>,
    /// The course.
    pub course: Course,
    /// The exercise to begin with.
    pub first: Name,
    /// What is typed: `cargo grade`, or `grade`.
    pub command: String,
    /// Colours, or none.
    pub color: bool,
}

/// Runs until the student quits, or a signal ends it.
pub fn watch(setup: Setup) -> Result<(), Fault> {
    let entries = entries(&setup.course)?;
    let at = entries.iter().position(|entry| entry.slug == setup.first.slug).unwrap_or_default();
    let (sender, receiver) = channel();
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM, SIGWINCH])
        .map_err(|error| Fault::new(format!("cannot listen for signals: {error}"), "run again"))?;
    let screen = Screen::open()?;
    let (to, (go_on, answer)) = (sender.clone(), channel());
    screen::listen(move |act| {
        if to.send(WatchEvent::Act(act)).is_ok() {
            let _ = answer.recv();
        }
    })?;
    let (to, stop) = (sender.clone(), signals.handle());
    let lent = Arc::new(AtomicBool::new(false));
    let is_lent = lent.clone();
    thread(move || {
        for signal in signals.forever() {
            // What a person breaks off in an editor is not this. Relaxed: the key comes
            // long after the editor's start, and nothing else is read because of it.
            if signal != SIGINT || !is_lent.load(Ordering::Relaxed) {
                let _ = to.send(WatchEvent::Signal(signal));
            }
        }
    })?;
    let manner = ViewStyle { color: setup.color, command: setup.command.clone() };
    let state = State::new(entries, at);
    let mut evening = WatchSession {
        setup,
        state,
        screen,
        manner,
        sender,
        go_on,
        lent,
        job: None,
        jobs: 0,
        files: None,
        end: None,
    };
    let ended = evening.run(&receiver);
    stop.close();
    let end = evening.end;
    // The terminal is given back first; then whatever was at work ends.
    drop(evening);
    if let Some(End::Signal(signal)) = end {
        // The sender of the signal learns that it worked.
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
    ended
}

/// The course as the model knows it.
fn entries(course: &Course) -> Result<Vec<Entry>, Fault> {
    let progress = Progress::read(&course.root)?;
    let entry = |name: Name| {
        let exercise = course.read(&name)?;
        let Name { number, slug, folder } = name;
        Ok(Entry {
            best: progress.best(&slug),
            attempts: progress.attempts(&slug).to_vec(),
            number,
            slug,
            folder,
            title: exercise.manifest.title,
            hints: exercise.manifest.hints,
            hints_after: exercise.manifest.hints_after,
            is_timed: !exercise.manifest.timed.is_empty(),
        })
    };
    course.names()?.into_iter().map(entry).collect()
}

/// The person's editor, as the shell has it.
fn editor(file: &str, command: &str) -> Result<OsString, Fault> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    set("VISUAL").or_else(|| set("EDITOR")).ok_or_else(|| {
        let hint = format!(
            "open {file} yourself, or quit and type `export EDITOR=nano` before `{command} watch`"
        );
        Fault::new("no editor is set: neither VISUAL nor EDITOR", hint)
    })
}

/// What comes through the channel.
#[derive(Debug)]
enum WatchEvent {
    Act(Act),
    Signal(i32),
    /// Something in the exercise's folder may have changed.
    Changed,
    /// A job said something. Jobs are numbered: one that was stopped may have
    /// said more than we want to hear.
    Said(u64, Said),
}

/// Why it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Quit,
    Signal(i32),
}

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum JobKind {
    Grading,
    Study,
}

/// A grading or a study at work.
struct Job {
    number: u64,
    companion: Companion,
    kind: JobKind,
    /// What it said on standard error.
    asides: Vec<String>,
}

struct WatchSession {
    setup: Setup,
    state: State,
    screen: Screen,
    manner: ViewStyle,
    sender: Sender<WatchEvent>,
    /// Lets the next key be read.
    go_on: Sender<()>,
    /// Whether an editor has the terminal.
    lent: Arc<AtomicBool>,
    job: Option<Job>,
    jobs: u64,
    files: Option<RecommendedWatcher>,
    end: Option<End>,
}

impl WatchSession {
    fn run(&mut self, receiver: &Receiver<WatchEvent>) -> Result<(), Fault> {
        self.open()?;
        self.draw()?;
        while self.end.is_none() {
            let Some(news) = self.wait(receiver) else {
                self.tell(Input::Quiet)?;
                self.draw()?;
                continue;
            };
            let mut waits = self.take(news)?;
            // What has come meanwhile is drawn together.
            while let Ok(news) = receiver.try_recv() {
                waits |= self.take(news)?;
            }
            if waits || !self.state.is_timing() {
                self.draw()?;
            }
            if let Some(job) = self.job.as_mut().filter(|_| waits) {
                job.companion.go_on();
            }
        }
        Ok(())
    }

    /// The next thing that happens; nothing after a moment of quiet.
    fn wait(&self, receiver: &Receiver<WatchEvent>) -> Option<WatchEvent> {
        if self.state.phase != Phase::Settling {
            return receiver.recv().ok();
        }
        receiver.recv_timeout(QUIET).ok()
    }

    /// Takes one thing in. True if a grading waits until it has been drawn.
    fn take(&mut self, news: WatchEvent) -> Result<bool, Fault> {
        match news {
            WatchEvent::Act(Act::Pressed(key)) => {
                self.tell(Input::Key(key))?;
                let _ = self.go_on.send(());
            }
            WatchEvent::Act(Act::Left) => self.end = Some(End::Quit),
            WatchEvent::Signal(SIGWINCH) => self.screen.forget()?,
            WatchEvent::Signal(signal) => self.end = Some(End::Signal(signal)),
            WatchEvent::Changed => {
                let source = self.source();
                self.tell(Input::Touched(source))?;
            }
            WatchEvent::Said(number, said) => return self.heard(number, said),
        }
        Ok(false)
    }

    fn heard(&mut self, number: u64, said: Said) -> Result<bool, Fault> {
        let Some(job) = self.job.as_mut().filter(|job| job.number == number) else {
            return Ok(false);
        };
        let is_study = job.kind == JobKind::Study;
        match said {
            Said::Line(line) if is_study => self.tell(Input::Studying(Study::Printed(line)))?,
            Said::Line(line) => {
                if let Some(message) = Message::read(&line) {
                    let waits = message.waits();
                    self.tell(Input::Heard(message))?;
                    return Ok(waits);
                }
                job.asides.push(line);
            }
            Said::Aside(line) => {
                job.asides.push(line.clone());
                if is_study {
                    self.tell(Input::Studying(Study::Doing(line)))?;
                }
            }
            Said::Over => {
                let Some(job) = self.job.take() else { return Ok(false) };
                let from = job.asides.len().saturating_sub(LAST_WORDS);
                let words = job.asides[from..].join("\n");
                self.tell(if is_study {
                    Input::Studying(Study::Over(words))
                } else {
                    Input::Ended(words)
                })?;
            }
        }
        Ok(false)
    }

    /// Tells the model, and does what it says.
    fn tell(&mut self, input: Input) -> Result<(), Fault> {
        for effect in self.state.react(input) {
            self.carry_out(effect)?;
        }
        Ok(())
    }

    fn carry_out(&mut self, effect: Effect) -> Result<(), Fault> {
        match effect {
            Effect::Open => self.open()?,
            Effect::Stop => self.job = None,
            Effect::Quit => self.end = Some(End::Quit),
            Effect::Grade => {
                let arguments = [self.state.entry().slug.clone(), "--events".to_owned()];
                self.start(JobKind::Grading, &arguments);
            }
            Effect::Study(look) => {
                let arguments = [look.command().to_owned(), self.state.entry().slug.clone()];
                self.start(JobKind::Study, &arguments);
            }
            Effect::ReadLesson => {
                let text = self.lesson();
                self.tell(Input::Lesson(text))?;
            }
            Effect::ReadProgress => {
                // What cannot be read now was read before; the grading said so.
                if let Ok(progress) = Progress::read(&self.setup.course.root) {
                    self.tell(Input::Progress(progress))?;
                }
            }
            Effect::Edit => {
                let result = self.edit()?;
                self.tell(Input::Edited(result.map_err(|fault| fault.to_string())))?;
            }
            Effect::Reset => {
                let result = self.reset();
                self.tell(Input::Reset(result.map_err(|fault| fault.to_string())))?;
            }
        }
        Ok(())
    }

    /// Watches the folder of the exercise at hand, and no other.
    fn open(&mut self) -> Result<(), Fault> {
        let path = self.file();
        let folder = path.parent().unwrap_or(&path).to_owned();
        let sender = self.sender.clone();
        let heard = move |event: notify::Result<notify::Event>| {
            // Reading changes nothing; and a program that reads the folder would wake us all day.
            let is_change = !event.is_ok_and(|event| matches!(event.kind, EventKind::Access(_)));
            if is_change {
                let _ = sender.send(WatchEvent::Changed);
            }
        };
        let files = notify::recommended_watcher(heard).and_then(|mut files| {
            files.watch(&folder, RecursiveMode::NonRecursive).map(|()| files)
        });
        let files = files.map_err(|error| {
            let what = format!("cannot watch {}: {error}", folder.display());
            let hint = format!(
                "raise `sysctl fs.inotify.max_user_watches`, or grade once with `{} {}`",
                self.setup.command,
                self.state.entry().slug
            );
            Fault::new(what, hint)
        })?;
        self.files = Some(files);
        let source = self.source();
        self.tell(Input::Opened(source))
    }

    fn file(&self) -> PathBuf {
        self.setup.course.root.join(self.state.entry().file())
    }

    /// The student's file as it is now.
    fn source(&self) -> Option<String> {
        let bytes = admission::source(&self.file()).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn lesson(&self) -> String {
        let path = format!("lessons/src/{}.md", self.state.entry().folder);
        fs::read_to_string(self.setup.course.root.join(&path))
            .unwrap_or_else(|error| format!("cannot read {path}: {error}"))
    }

    /// Gives the terminal to the person's editor until that ends.
    fn edit(&mut self) -> Result<Result<(), Fault>, Fault> {
        let (file, root) = (self.state.entry().file(), self.setup.course.root.clone());
        let editor = match editor(&file, &self.setup.command) {
            Ok(editor) => editor,
            Err(fault) => return Ok(Err(fault)),
        };
        self.lent.store(true, Ordering::Relaxed);
        let edited = self.screen.lend(|| front::edit(&editor, &file, &root));
        self.lent.store(false, Ordering::Relaxed);
        edited
    }

    fn reset(&self) -> Result<Option<String>, Fault> {
        let spawner = Spawner::new(self.setup.program.clone(), Isolation::Auto);
        let course = &self.setup.course;
        let exercise = course.exercise(&self.state.entry().slug)?;
        reset(&spawner, course, &exercise).map(|kept| Some(kept?.display().to_string()))
    }

    /// Starts a job in the place of whatever was at work.
    fn start(&mut self, kind: JobKind, arguments: &[String]) {
        self.job = None;
        self.jobs += 1;
        let (number, sender) = (self.jobs, self.sender.clone());
        let all: Vec<OsString> =
            arguments.iter().map(OsString::from).chain(self.setup.options.clone()).collect();
        let heard = move |said| drop(sender.send(WatchEvent::Said(number, said)));
        let root: &Path = &self.setup.course.root;
        match Companion::start(&self.setup.program, &all, root, heard) {
            Ok(companion) => {
                self.job = Some(Job { number, companion, kind, asides: Vec::new() });
            }
            Err(fault) => {
                let Fault { what, hint, .. } = fault;
                self.state.react(Input::Heard(Message::Failed { what, hint }));
            }
        }
    }

    fn draw(&mut self) -> Result<(), Fault> {
        let drawn = self.screen.draw(&self.state, &self.manner)?;
        self.state.react(drawn);
        Ok(())
    }
}
