//! What `watch` knows, and what it does about what happens. Pure: no file, no
//! clock, no process, no terminal, and no verdict of its own.

mod keys;
mod steps;

use super::message::Message;
use crate::grade::Graded;
use crate::progress::{Attempt, Best, Progress};
use crate::verdict::{Occasion, Verdict};
pub use keys::{Key, StudyKey};
use std::collections::BTreeMap;
pub use steps::{Checks, Mark, Steps};

/// One exercise of the course.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    pub number: u32,
    pub slug: String,
    pub folder: String,
    pub title: String,
    pub hints: Vec<String>,
    /// What is said first after such a result.
    pub hints_after: BTreeMap<Occasion, String>,
    /// Whether it has timed cases.
    pub is_timed: bool,
    pub best: Option<Best>,
    pub attempts: Vec<Attempt>,
}

impl Entry {
    /// Whether it has been accepted.
    pub fn is_done(&self) -> bool {
        self.best.is_some_and(|best| best.verdict == Verdict::Accepted)
    }

    /// The student's file, as a path below the course's folder.
    pub fn file(&self) -> String {
        format!("exercises/{}/student.rs", self.folder)
    }
}

/// Everything on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub course: Vec<Entry>,
    /// The exercise at hand.
    pub at: usize,
    pub phase: Phase,
    /// How much of the grading is known.
    pub steps: Steps,
    /// The file as it was last seen; none where it cannot be read.
    pub source: Option<String>,
    pub overlay: Overlay,
    /// How many hints are shown.
    pub hints: usize,
    /// One sentence to the student, until the next key.
    pub note: Option<String>,
    /// The first line shown of what may be longer than the screen.
    pub scroll: usize,
    /// How far it can be scrolled, as the last drawing found.
    pub scroll_max: usize,
    /// Lines on one page of it.
    pub page: usize,
    /// Results of this evening, by exercise, with the file that they are about.
    shelf: BTreeMap<usize, (Option<String>, Phase, Steps)>,
}

/// How far the grading of the file at hand is.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Nothing was graded yet.
    Idle,
    /// The file has changed; a moment of quiet shows that it was saved whole.
    Settling,
    /// It is being graded.
    Grading,
    /// It was graded.
    Graded(Box<Graded>),
    /// There is no result; this is what was said.
    Failed { what: String, hint: String },
}

/// What lies over the grading.
#[derive(Clone, Debug, PartialEq)]
pub enum Overlay {
    None,
    Help,
    /// `selected` counts among those that are found.
    List {
        search: String,
        selected: usize,
    },
    Page(Page),
    /// "Reset your file?"
    Asking,
}

/// A text to scroll through.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub title: String,
    pub text: String,
    pub kind: Kind,
}

/// What a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A lesson, in Markdown.
    Lesson,
    /// What a study prints; `doing` while it is at work.
    Study { doing: Option<String> },
}

impl Page {
    /// Takes in what a study says, while it is at work.
    fn study(&mut self, said: Study) {
        let Kind::Study { doing: doing @ Some(_) } = &mut self.kind else { return };
        match said {
            Study::Doing(what) => *doing = Some(what),
            Study::Printed(line) => {
                self.text.push_str(&line);
                self.text.push('\n');
            }
            Study::Over(words) => {
                *doing = None;
                if self.text.is_empty() {
                    self.text = words;
                }
            }
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    Key(Key),
    /// An exercise was opened; this is its file.
    Opened(Option<String>),
    /// The file may have changed; this is what is in it.
    Touched(Option<String>),
    /// It has been quiet for a moment.
    Quiet,
    /// The grading said something.
    Heard(Message),
    /// The grading ended; these were its last words on standard error.
    Ended(String),
    /// The study at work said something.
    Studying(Study),
    /// A lesson was read, or why it was not.
    Lesson(String),
    /// The file of progress was read.
    Progress(Progress),
    /// The file was reset and the old one, if there was one, is kept there; or why
    /// not.
    Reset(Result<Option<String>, String>),
    /// The editor has ended, or why it was not started.
    Edited(Result<(), String>),
    /// What was drawn: how far it can be scrolled, and the lines of a page.
    Drawn {
        scroll_max: usize,
        page: usize,
    },
}

/// What a study says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Study {
    /// It printed a line.
    Printed(String),
    /// What it is doing.
    Doing(String),
    /// It is at its end; these are the last words, where it printed nothing.
    Over(String),
}

/// What has to be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Begin to watch the file of the exercise at hand.
    Open,
    /// Start to grade it.
    Grade,
    /// End whatever is at work, at once.
    Stop,
    /// Start a study of it.
    Study(StudyKey),
    ReadLesson,
    ReadProgress,
    Reset,
    /// Open the file in the person's editor.
    Edit,
    Quit,
}

/// Nothing to do.
const NOTHING: Vec<Effect> = Vec::new();

impl State {
    /// The beginning, at one exercise of a course that has some.
    pub fn new(course: Vec<Entry>, at: usize) -> Self {
        Self {
            course,
            at,
            phase: Phase::Idle,
            steps: Steps::default(),
            source: None,
            overlay: Overlay::None,
            hints: 0,
            note: None,
            scroll: 0,
            scroll_max: 0,
            page: 1,
            shelf: BTreeMap::new(),
        }
    }

    /// The exercise at hand.
    pub fn entry(&self) -> &Entry {
        &self.course[self.at]
    }

    /// Whether something is at work that a stop would end.
    pub fn is_at_work(&self) -> bool {
        matches!(self.phase, Phase::Grading) || self.studies()
    }

    /// Whether a timed run may be going on, beside which nothing may be drawn.
    pub fn is_timing(&self) -> bool {
        matches!(self.phase, Phase::Grading) && self.steps.is_timing
    }

    fn studies(&self) -> bool {
        matches!(&self.overlay, Overlay::Page(Page { kind: Kind::Study { doing: Some(_) }, .. }))
    }

    /// The exercises that the list shows, as places in the course.
    pub fn found(&self, search: &str) -> Vec<usize> {
        let wanted = search.to_lowercase();
        let fits = |entry: &Entry| {
            let Entry { number, slug, title, .. } = entry;
            format!("{number:02} {slug} {title}").to_lowercase().contains(&wanted)
        };
        let places = self.course.iter().enumerate().filter(|(_, entry)| fits(entry));
        places.map(|(place, _)| place).collect()
    }

    /// The exercise that comes after this one: the neighbour, or behind the last
    /// one the first that is not done.
    pub fn next(&self) -> Option<usize> {
        let neighbour = Some(self.at + 1).filter(|&at| at < self.course.len());
        let open = || self.course.iter().position(|entry| !entry.is_done());
        neighbour.or_else(open).filter(|&at| at != self.at)
    }

    /// Takes in what happened, and says what has to be done.
    pub fn react(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::Key(key) => {
                self.note = None;
                self.key(key)
            }
            Input::Opened(source) => self.opened(source),
            Input::Touched(source) => self.touched(source),
            Input::Quiet if self.phase == Phase::Settling => self.grade(),
            Input::Quiet => NOTHING,
            Input::Heard(message) => self.heard(message),
            Input::Ended(said) => self.ended(said),
            Input::Studying(said) => {
                if let Overlay::Page(page) = &mut self.overlay {
                    page.study(said);
                }
                NOTHING
            }
            Input::Lesson(text) => {
                let title = format!("Lesson: {}", self.entry().title);
                self.show(Overlay::Page(Page { title, text, kind: Kind::Lesson }))
            }
            Input::Progress(progress) => {
                for entry in &mut self.course {
                    entry.best = progress.best(&entry.slug);
                    entry.attempts = progress.attempts(&entry.slug).to_vec();
                }
                NOTHING
            }
            Input::Reset(result) => {
                self.note = Some(match result {
                    Ok(Some(kept)) => format!("The stub is back. Your file is kept in {kept}"),
                    Ok(None) => "The stub is back.".to_owned(),
                    Err(fault) => fault,
                });
                NOTHING
            }
            Input::Edited(result) => {
                self.note = result.err();
                NOTHING
            }
            Input::Drawn { scroll_max, page } => {
                (self.scroll_max, self.page) = (scroll_max, page.max(1));
                self.scroll = self.scroll.min(scroll_max);
                NOTHING
            }
        }
    }

    fn opened(&mut self, source: Option<String>) -> Vec<Effect> {
        self.source = source;
        match self.shelf.remove(&self.at) {
            Some((of, phase, steps)) if of == self.source => {
                (self.phase, self.steps) = (phase, steps);
                NOTHING
            }
            // What is done is not measured again by being looked at.
            _ if self.entry().is_done() => NOTHING,
            _ => self.grade(),
        }
    }

    fn touched(&mut self, source: Option<String>) -> Vec<Effect> {
        if source == self.source {
            return NOTHING;
        }
        self.source = source;
        let stop = self.is_at_work();
        if let Overlay::Page(page) = &mut self.overlay {
            let why = "You saved: the study was broken off, and your file is graded.";
            page.study(Study::Over(why.to_owned()));
        }
        self.phase = Phase::Settling;
        self.steps = Steps::default();
        if stop { vec![Effect::Stop] } else { NOTHING }
    }

    fn grade(&mut self) -> Vec<Effect> {
        self.phase = Phase::Grading;
        self.steps = Steps { doing: "starting".to_owned(), ..Steps::default() };
        if self.overlay == Overlay::None {
            self.scroll = 0;
        }
        vec![Effect::Grade]
    }

    fn heard(&mut self, message: Message) -> Vec<Effect> {
        let steps = &mut self.steps;
        steps.is_timing = message.waits() || matches!(message, Message::Looking(_));
        match message {
            Message::Compiling(what) => steps.doing = format!("compiling {what}"),
            Message::Typed => {
                steps.types = Mark::Passed;
                "building your file".clone_into(&mut steps.doing);
            }
            Message::Testing(_, of) => {
                steps.planned = of;
                "checking answers".clone_into(&mut steps.doing);
            }
            Message::Tested(test) => steps.tested(&test),
            Message::Measuring(measured) => steps.measuring(measured),
            Message::Looking(case) => steps.doing = format!("measuring `{case}`"),
            Message::Diagnosing => "looking for the cause".clone_into(&mut steps.doing),
            Message::Queued => {
                "waiting: another grading is being timed".clone_into(&mut steps.doing);
            }
            Message::Unlocked => {
                "the disk has no file locks: time one grading at once".clone_into(&mut steps.doing);
            }
            Message::NoControl(why) => steps.doing = format!("no control for speed: {why}"),
            Message::Waiting => {
                "this machine is busy; one more try in a moment".clone_into(&mut steps.doing);
            }
            Message::Graded(graded) => {
                steps.doing.clear();
                steps.settle(&graded);
                if graded.verdict == Verdict::Accepted {
                    self.hints = 0;
                }
                self.phase = Phase::Graded(graded);
                return vec![Effect::ReadProgress];
            }
            Message::Failed { what, hint } => {
                steps.doing.clear();
                self.phase = Phase::Failed { what, hint };
            }
        }
        NOTHING
    }

    fn ended(&mut self, said: String) -> Vec<Effect> {
        if self.phase == Phase::Grading {
            self.steps.is_timing = false;
            let what = if said.is_empty() { "it ended without a word".to_owned() } else { said };
            let what = format!("the grading broke off: {what}");
            self.phase = Phase::Failed { what, hint: "press r to run it again".to_owned() };
        }
        NOTHING
    }

    fn show(&mut self, overlay: Overlay) -> Vec<Effect> {
        self.overlay = overlay;
        self.scroll = 0;
        NOTHING
    }

    /// Goes to another exercise. What was found here is kept for coming back.
    fn go(&mut self, to: usize) -> Vec<Effect> {
        if to == self.at {
            return NOTHING;
        }
        let mut effects = if self.is_at_work() { vec![Effect::Stop] } else { NOTHING };
        let phase = std::mem::replace(&mut self.phase, Phase::Idle);
        let steps = std::mem::take(&mut self.steps);
        if matches!(phase, Phase::Graded(_)) {
            self.shelf.insert(self.at, (self.source.take(), phase, steps));
        }
        self.at = to;
        (self.hints, self.scroll) = (0, 0);
        effects.push(Effect::Open);
        effects
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
pub(super) mod tests;
