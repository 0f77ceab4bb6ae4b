//! Where a panic comes from, in the student's own file: what panics may be a library
//! that the file has called.
//!
//! It runs in the panic hook, of the judge and of the candidate. What it reads there may
//! be a hostile program's: it looks at a text and decides nothing.

use std::backtrace::Backtrace;
use std::fmt;
use std::panic::Location;

/// How many bytes of a backtrace are read: a deep recursion has one without end, and the
/// frames next to the panic come first.
const BYTES_MAX: usize = 64 << 10;

/// Where it happened, as a part of a sentence. `source` is the student's file, as the
/// compiler was told to show it.
pub(crate) fn place(location: &Location, source: Option<&str>) -> String {
    let Some(source) = source.filter(|source| *source != location.file()) else {
        return format!(", at {location}");
    };
    let mut text = Start(String::new());
    // An error says that the text is as long as it may be.
    let _ = fmt::write(&mut text, format_args!("{}", Backtrace::force_capture()));
    match line_in(&text.0, source) {
        Some(line) => format!(", at {line}, which calls {}", shortened(&location.to_string())),
        None => format!(", at {location}"),
    }
}

/// The first place of a backtrace that lies in this file: `student.rs:24:5`. A backtrace
/// names files by their whole paths, where the process is not in the compiler's folder.
fn line_in<'a>(backtrace: &'a str, source: &str) -> Option<&'a str> {
    let mut places = backtrace.lines().filter_map(|line| line.trim_start().strip_prefix("at "));
    places.find_map(|place| {
        let at = place.rfind(source)?;
        let (folder, place) = place.split_at(at);
        let numbers = place.strip_prefix(source)?.strip_prefix(':')?;
        let is_place = numbers.chars().all(|c| c.is_ascii_digit() || c == ':');
        (is_place && (folder.is_empty() || folder.ends_with('/'))).then_some(place)
    })
}

/// A library's file without the folder that it was built in: `/rustc/5980…/library/…` and
/// `…/registry/src/index.crates.io-…/ndarray-…/…`.
fn shortened(place: &str) -> &str {
    let from = |folder| place.split_once(folder).and_then(|(_, rest)| rest.split_once('/'));
    let found = from("/registry/src/").or_else(|| from("/rustc/"));
    found.map_or(place, |(_, rest)| rest)
}

/// The beginning of a text.
struct Start(String);

impl fmt::Write for Start {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > BYTES_MAX {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_the_students_file_is_found() {
        let backtrace = "   0: std::panicking::begin_panic\n             at /rustc/1/std/panic.rs:7:5\n   \
                         1: f\n             at ./exercises/a/student.rs:24:5\n   2: g\n             \
                         at exercises/a/student.rs:30:9\n";
        let check = |source, expected| assert_eq!(line_in(backtrace, source), expected, "{source}");
        check("exercises/a/student.rs", Some("exercises/a/student.rs:24:5"));
        check("student.rs", Some("student.rs:24:5"));
        check("udent.rs", None);
        check("/rustc/1/std/panic.rs", Some("/rustc/1/std/panic.rs:7:5"));
        check("exercises/b/student.rs", None);
        assert_eq!(line_in("at /course/a.rs:1:2", "a.rs"), Some("a.rs:1:2"));
        assert_eq!(line_in("at a.rs:1:2 and\u{1b}[2J", "a.rs"), None);
        assert_eq!(line_in("", "a.rs"), None);
    }

    #[test]
    fn a_librarys_place_is_short() {
        let check = |place, expected| assert_eq!(shortened(place), expected);
        check("/rustc/59ab/library/core/src/a.rs:35:9", "library/core/src/a.rs:35:9");
        check("/x/.cargo/registry/src/index-1/rayon-1.1/src/a.rs:3:1", "rayon-1.1/src/a.rs:3:1");
        check("exercises/a/spec.rs:3:1", "exercises/a/spec.rs:3:1");
    }

    #[test]
    fn a_text_without_end_is_cut() {
        let mut start = Start(String::new());
        let text = "at a.rs:1:1\n".repeat(1_000);
        while fmt::write(&mut start, format_args!("{text}")).is_ok() {}
        assert!(start.0.len() <= BYTES_MAX && start.0.len() > BYTES_MAX / 2);
    }

    #[test]
    fn a_panic_in_the_file_itself_needs_no_backtrace() {
        let here = Location::caller();
        assert_eq!(place(here, Some(here.file())), format!(", at {here}"));
        assert_eq!(place(here, None), format!(", at {here}"));
    }
}
