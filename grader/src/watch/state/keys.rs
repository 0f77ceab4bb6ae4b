//! What each key does.

use super::{Effect, Kind, NOTHING, Overlay, Page, Phase, State};

/// A key, as far as it means something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Char(char),
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
    Enter,
    Escape,
    Backspace,
    /// Ctrl-C.
    Interrupt,
}

/// The studies that have a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StudyKey {
    Scaling,
    Timeline,
}

impl StudyKey {
    /// The command that does it.
    pub fn command(self) -> &'static str {
        match self {
            Self::Scaling => "scale",
            Self::Timeline => "trace",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Scaling => "Scaling",
            Self::Timeline => "Timeline",
        }
    }
}

impl State {
    pub(super) fn key(&mut self, key: Key) -> Vec<Effect> {
        if key == Key::Interrupt {
            return vec![Effect::Stop, Effect::Quit];
        }
        if self.scrolls(key) {
            return NOTHING;
        }
        match &self.overlay {
            Overlay::None => self.command(key),
            Overlay::List { search, selected } => {
                let (search, selected) = (search.clone(), *selected);
                self.list(key, search, selected)
            }
            Overlay::Asking => {
                self.overlay = Overlay::None;
                if let Key::Char('y' | 'Y') = key {
                    return vec![Effect::Reset];
                }
                self.say("Your file stays as it is.")
            }
            Overlay::Help | Overlay::Page(_) => match key {
                Key::Escape | Key::Enter | Key::Char('q' | '?') => self.close(),
                // The key of another page leads there.
                Key::Char(_) => {
                    let mut effects = self.close();
                    effects.extend(self.command(key));
                    effects
                }
                _ => NOTHING,
            },
        }
    }

    /// Back to the grading. A study that nobody looks at is broken off.
    fn close(&mut self) -> Vec<Effect> {
        let effects = if self.studies() { vec![Effect::Stop] } else { NOTHING };
        self.show(Overlay::None);
        effects
    }

    /// Moves the text, where the key does so and there is no list.
    fn scrolls(&mut self, key: Key) -> bool {
        if matches!(self.overlay, Overlay::List { .. } | Overlay::Asking) {
            return false;
        }
        let to = match key {
            Key::Up => self.scroll.saturating_sub(1),
            Key::Down => self.scroll + 1,
            Key::PageUp => self.scroll.saturating_sub(self.page),
            Key::PageDown | Key::Char(' ') => self.scroll + self.page,
            Key::Home => 0,
            Key::End => self.scroll_max,
            _ => return false,
        };
        self.scroll = to.min(self.scroll_max);
        true
    }

    fn list(&mut self, key: Key, mut search: String, mut selected: usize) -> Vec<Effect> {
        let found = self.found(&search);
        match key {
            Key::Escape => return self.show(Overlay::None),
            Key::Enter => {
                self.show(Overlay::None);
                return found.get(selected).map_or(NOTHING, |&at| self.go(at));
            }
            Key::Up => selected = selected.saturating_sub(1),
            Key::Down => selected = (selected + 1).min(found.len().saturating_sub(1)),
            Key::PageUp | Key::Home => selected = 0,
            Key::PageDown | Key::End => selected = found.len().saturating_sub(1),
            Key::Backspace => {
                search.pop();
                selected = 0;
            }
            Key::Char(letter) => {
                search.push(letter);
                selected = 0;
            }
            Key::Interrupt => {}
        }
        self.overlay = Overlay::List { search, selected };
        NOTHING
    }

    fn command(&mut self, key: Key) -> Vec<Effect> {
        match key {
            Key::Char('q') => vec![Effect::Stop, Effect::Quit],
            Key::Char('?') => self.show(Overlay::Help),
            Key::Char('n') if !self.entry().is_done() => self
                .say("This one is not done yet. l lists all exercises, if you want another first."),
            Key::Char('n') => match self.next() {
                Some(at) => self.go(at),
                None => self.say("You have done them all."),
            },
            Key::Char('p') => match self.at.checked_sub(1) {
                Some(at) => self.go(at),
                None => self.say("This is the first exercise."),
            },
            Key::Char('l') => {
                let at = self.at;
                self.show(Overlay::List { search: String::new(), selected: at })
            }
            Key::Char('h') => {
                let all = self.entry().hints.len();
                if self.hints == all {
                    return self.say("These are all the hints. Esc hides them.");
                }
                self.hints += 1;
                NOTHING
            }
            Key::Escape => {
                self.hints = 0;
                NOTHING
            }
            Key::Char('e') => vec![Effect::ReadLesson],
            Key::Char('s') => self.study(StudyKey::Scaling),
            Key::Char('t') => self.study(StudyKey::Timeline),
            Key::Char('r') => {
                let mut effects = if self.is_at_work() { vec![Effect::Stop] } else { NOTHING };
                effects.extend(self.grade());
                effects
            }
            Key::Char('o') => vec![Effect::Edit],
            Key::Char('x') => self.show(Overlay::Asking),
            _ => NOTHING,
        }
    }

    fn study(&mut self, look: StudyKey) -> Vec<Effect> {
        if !self.entry().is_timed {
            return self.say("This exercise has no timed case: only the answers count.");
        }
        if matches!(self.phase, Phase::Grading | Phase::Settling) {
            return self.say("Your file is being graded. Press the key again when that is done.");
        }
        let title = format!("{}: {}", look.title(), self.entry().title);
        let kind = Kind::Study { doing: Some("starting".to_owned()) };
        self.show(Overlay::Page(Page { title, text: String::new(), kind }));
        vec![Effect::Study(look)]
    }

    fn say(&mut self, note: &str) -> Vec<Effect> {
        self.note = Some(note.to_owned());
        NOTHING
    }
}
