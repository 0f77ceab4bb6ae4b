//! Shows a result. Renderers compute nothing that a verdict rests on; they
//! choose words, digits and places.

pub mod ascii;
pub mod batch;
pub mod book;
pub mod calibrated;
pub mod certified;
mod doctor;
pub mod feedback;
pub mod graph;
pub mod html;
pub mod learn;
pub mod live;
pub mod page;
mod picture;
pub mod platform;
pub mod plot;
pub mod predicted;
pub mod scored;
pub mod study;
mod terminal;
pub mod verified;

pub use crate::bounded::visible;
pub use crate::path::quoted;
use console::Style;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

pub use crate::words::duration;
pub use doctor::doctor;
pub use terminal::{Context, findings, graded, is_stub};

/// The width that every screen fits in, in columns.
pub const COLUMNS: usize = 80;

/// Colours, or none; meaning never depends on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint {
    /// Whether there are colours.
    pub color: bool,
}

impl Paint {
    fn style(self) -> Style {
        Style::new().force_styling(self.color)
    }

    /// Something went as it should.
    pub fn good(self, text: &str) -> String {
        self.style().green().bold().apply_to(text).to_string()
    }

    /// Something did not.
    pub fn bad(self, text: &str) -> String {
        self.style().red().bold().apply_to(text).to_string()
    }

    /// Text about what cannot be told.
    pub fn unsure(self, text: &str) -> String {
        self.style().yellow().bold().apply_to(text).to_string()
    }

    /// Less important.
    pub fn dim(self, text: &str) -> String {
        self.style().dim().apply_to(text).to_string()
    }

    /// Something to type.
    pub fn strong(self, text: &str) -> String {
        self.style().bold().apply_to(text).to_string()
    }
}

/// A text that may stand in a build log. GitHub's runner obeys `::word::` at the
/// start of a line, behind spaces too, and `##[word]` anywhere.
pub fn defused(text: &str) -> String {
    let line = |line: &str| {
        let plain = console::strip_ansi_codes(line);
        let prefix = if plain.trim_start().starts_with("::") { "| " } else { "" };
        format!("{prefix}{}", line.replace("##[", "## ["))
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Says something on standard error. Where that is closed or full, it is not heard,
/// and nothing else changes.
pub fn tell(text: &str) {
    let _ = std::io::stderr().write_all(ascii::for_terminal(text).as_bytes());
}

/// A path as a shell takes it. Bash, zsh and ksh know `$'\xe9'` for bytes that are
/// no text.
pub fn quoted_path(path: &Path) -> String {
    if let Some(text) = path.to_str() {
        return quoted(&visible(text));
    }
    let escaped = path.as_os_str().as_bytes().utf8_chunks().map(|chunk| {
        let text = chunk.valid().replace('\\', "\\\\").replace('\'', "\\'");
        visible(&text) + &chunk.invalid().escape_ascii().to_string()
    });
    format!("$'{}'", escaped.collect::<String>())
}

/// Breaks text into lines of at most `width` columns, at spaces.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        let long = line.chars().count() + 1 + word.chars().count() > width;
        match (line.is_empty(), long) {
            (true, _) => line.push_str(word),
            (false, false) => {
                line.push(' ');
                line.push_str(word);
            }
            (false, true) => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(visible("a\tb\nc"), "a\tb\nc");
        assert_eq!(visible("\u{1b}[2J\r\u{202e}x\u{7}"), "\\u{1b}[2J\\u{d}\\u{202e}x\\u{7}");
    }

    #[test]
    fn a_build_log_takes_no_commands() {
        let found = defused("a\n  ::add-mask::x\n\u{1b}[31m::error::y\nb ##[command]z\nstd::fs");
        let expected = "a\n|   ::add-mask::x\n| \u{1b}[31m::error::y\nb ## [command]z\nstd::fs";
        assert_eq!(found, expected);
    }

    #[test]
    fn words_are_quoted_where_a_shell_needs_it() {
        let found = ["src/a-b_1.rs", "a b.rs", "it's", "", "$x"].map(quoted);
        assert_eq!(found, ["src/a-b_1.rs", "'a b.rs'", "'it'\\''s'", "''", "'$x'"]);
    }

    #[test]
    fn a_path_that_is_no_text_is_quoted_byte_by_byte() {
        let check = |bytes: &[u8], expected: &str| {
            assert_eq!(quoted_path(Path::new(std::ffi::OsStr::from_bytes(bytes))), expected);
        };
        check(b"a b.rs", "'a b.rs'");
        check(b"caf\xe9's \\.rs", "$'caf\\xe9\\'s \\\\.rs'");
    }

    #[test]
    fn text_is_broken_at_spaces() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("unbreakable", 4), ["unbreakable"]);
        assert_eq!(wrap("", 4), [""]);
    }
}
