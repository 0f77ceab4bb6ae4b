//! The terminal: taken over for a while, and given back as it was, however that
//! while ends.

use super::state::{Input, Key, State};
use super::view::{self, ViewStyle};
use crate::fault::Fault;
use crate::process::thread;
use crate::report::ascii;
use ratatui::DefaultTerminal;
use ratatui::buffer::Buffer;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, enable_raw_mode};
use ratatui::layout::{Position, Rect};
use std::io;

/// The screen in use.
#[derive(Debug)]
pub struct Screen {
    terminal: DefaultTerminal,
}

/// What a person does at the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Pressed a key that means something here.
    Pressed(Key),
    /// Went away: nothing can be read any more.
    Left,
}

impl Screen {
    /// Takes the terminal over. A panic gives it back before it says anything.
    pub fn open() -> Result<Self, Fault> {
        let terminal = ratatui::try_init().map_err(|error| {
            // Half a take-over is undone, too.
            let _ = ratatui::try_restore();
            broken("take over", &error)
        })?;
        Ok(Self { terminal })
    }

    /// Forgets what was drawn. A terminal that shrank and grew again has lost it,
    /// and its size alone does not show that.
    pub fn forget(&mut self) -> Result<(), Fault> {
        // Not `clear`, which asks the terminal where its cursor is, and waits for
        // the answer among the keys.
        let size = self.terminal.size();
        let forgotten =
            size.and_then(|size| self.terminal.resize(Rect::from((Position::ORIGIN, size))));
        forgotten.map_err(|error| broken("clear", &error))
    }

    /// Gives the terminal back for as long as something else uses it, and takes it over
    /// again.
    pub fn lend<T>(&mut self, to: impl FnOnce() -> T) -> Result<T, Fault> {
        // What is shown there may be wanted below the shell's prompt: no error of ours.
        let _ = ratatui::try_restore();
        let _ = execute!(io::stdout(), Show);
        let done = to();
        enable_raw_mode().map_err(|error| broken("take over", &error))?;
        execute!(io::stdout(), EnterAlternateScreen)
            .map_err(|error| broken("take over", &error))?;
        self.forget()?;
        Ok(done)
    }

    /// Draws everything, and says how far it can be scrolled.
    pub fn draw(&mut self, state: &State, manner: &ViewStyle) -> Result<Input, Fault> {
        let mut drawn = Input::Drawn { scroll_max: 0, page: 1 };
        self.terminal
            .draw(|frame| {
                drawn = view::draw(frame, state, manner);
                if ascii::is_needed() {
                    spell(frame.buffer_mut());
                }
            })
            .map_err(|error| broken("draw on", &error))?;
        Ok(drawn)
    }
}

/// Puts an ASCII character into every cell that has another.
fn spell(screen: &mut Buffer) {
    for cell in &mut screen.content {
        if !cell.symbol().is_ascii() {
            cell.set_char(ascii::ascii_cell(cell.symbol()));
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // A terminal that has gone cannot be given back.
        let _ = ratatui::try_restore();
        let _ = execute!(io::stdout(), Show);
    }
}

fn broken(doing: &str, error: &io::Error) -> Fault {
    let hint = "is the terminal still there? `grade EXERCISE` grades without a screen";
    Fault::new(format!("cannot {doing} the terminal: {error}"), hint)
}

/// Tells of every act, from a thread of its own, until the person has left. `told` returns
/// when the act has been dealt with, and nothing is read before: an editor that was asked
/// for has the keys to itself.
pub fn listen(told: impl Fn(Act) + Send + 'static) -> Result<(), Fault> {
    let listening = thread(move || {
        loop {
            let act = match event::read() {
                Ok(Event::Key(pressed)) => key(pressed).map(Act::Pressed),
                // A new size comes as a signal, too, and the event for it can get
                // lost: with a key at the same moment, only the key is told.
                Ok(_) => None,
                Err(_) => Some(Act::Left),
            };
            let Some(act) = act else { continue };
            told(act);
            if act == Act::Left {
                return;
            }
        }
    });
    listening.map(drop)
}

fn key(pressed: KeyEvent) -> Option<Key> {
    if pressed.kind == KeyEventKind::Release {
        return None;
    }
    if pressed.modifiers.contains(KeyModifiers::CONTROL) {
        return (pressed.code == KeyCode::Char('c')).then_some(Key::Interrupt);
    }
    Some(match pressed.code {
        KeyCode::Char(letter) => Key::Char(letter),
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Escape,
        KeyCode::Backspace => Key::Backspace,
        _ => return None,
    })
}
