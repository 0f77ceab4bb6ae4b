//! Where a law is broken, and what mends it: a file of the course, a line of it, and a
//! sentence for the laws whose complaint does not say so itself.

use crate::course::{ACCEPTED, Exercise, MUTANTS, SERIAL};
use std::fs;
use std::path::Path;

/// A place in the course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// From the course's folder on.
    pub file: String,
    /// From 1; nothing where the file as a whole is meant, or is missing.
    pub line: Option<usize>,
}

/// The folders that a complaint may name something in.
const FOLDERS: [&str; 3] = ["exercises/", "solutions/", "lessons/"];

/// The place that a complaint names, or else the one that the law is about.
pub(super) fn place(exercise: &Exercise, subject: &str, detail: &str) -> Place {
    named(&exercise.root, detail).unwrap_or_else(|| about(exercise, subject))
}

/// The first path of the course in a text, with the line behind it: `a.rs:3:1`, or rustdoc's
/// `a.md - (line 3)`. A path without a line may be followed by one that has it.
fn named(root: &Path, text: &str) -> Option<Place> {
    let text = text.replace(&format!("{}/", root.display()), "");
    let ends = |c: char| c.is_whitespace() || "`'\",;()".contains(c);
    let mut first = None;
    for (at, folder) in FOLDERS.iter().flat_map(|folder| text.match_indices(folder)) {
        let is_begin = text[..at].chars().next_back().is_none_or(|c| ends(c) || c == '>');
        if !is_begin {
            continue;
        }
        let word = text[at..].split(ends).next().unwrap_or(folder);
        let mut parts = word.trim_end_matches(['.', ':']).split(':');
        let file = parts.next().unwrap_or(word).to_owned();
        let behind = parts.next().and_then(|part| part.parse().ok());
        let rest = &text[at + word.len()..];
        let of_rustdoc = rest.strip_prefix(" - (line ").and_then(|rest| rest.split(')').next());
        let line = behind.or_else(|| of_rustdoc?.parse().ok());
        if line.is_some() {
            return Some(Place { file, line });
        }
        first.get_or_insert(Place { file, line });
    }
    first
}

/// The place that a law is about.
fn about(exercise: &Exercise, subject: &str) -> Place {
    let folder = &exercise.name.folder;
    let spec = format!("exercises/{folder}/spec.rs");
    let page = format!("lessons/src/{folder}.md");
    let solution = format!("solutions/{folder}");
    let (file, mark) = match subject {
        "layout" => (format!("exercises/{folder}"), ""),
        "mutants" => (page, "## Pitfalls"),
        "lesson" => (page, "```rust"),
        "alternatives" => (format!("{solution}/{ACCEPTED}"), ""),
        "format" | "clippy" | "solution" => (format!("{solution}/solution.rs"), "pub fn "),
        "stub" => (format!("exercises/{folder}/student.rs"), "pub fn "),
        "sizes" => (spec, "fn generate"),
        "dependence" => (spec, "fn perturb"),
        "baseline" => (spec, "fn baseline"),
        "counted" => (format!("exercises/{folder}/exercise.toml"), "[[counted]]"),
        name if name.starts_with(ACCEPTED) || name.starts_with(SERIAL) => {
            (format!("{solution}/{name}.rs"), "pub fn ")
        }
        mutant => (format!("{solution}/{MUTANTS}/{mutant}.rs"), "Expect:"),
    };
    let line = line_of(&exercise.root.join(&file), mark);
    Place { file, line }
}

/// The first line that has these words.
fn line_of(file: &Path, words: &str) -> Option<usize> {
    if words.is_empty() {
        return None;
    }
    let text = fs::read_to_string(file).ok()?;
    text.lines().position(|line| line.contains(words)).map(|at| at + 1)
}

/// What mends a law, where its complaint does not say so.
pub(super) fn mend(subject: &str, slug: &str) -> Option<String> {
    let mend = match subject {
        "clippy" => "mend what clippy names",
        "lesson" => "mend that block; one that cannot run begins with ```rust,ignore",
        "sizes" => "let `generate` take every size from 0 up, and the solution, too",
        "solution" => {
            return Some(format!("mend the solution, or the goal: `grade calibrate {slug}`"));
        }
        "baseline" => "ask for more than the baseline does, or make the baseline right",
        name if name.starts_with(ACCEPTED) => {
            "lower the goal, mend the checker, or say in the stub what costs so much"
        }
        // These say it themselves.
        "layout" | "mutants" | "alternatives" | "format" | "stub" | "dependence" | "counted"
        | "decided" => return None,
        name if name.starts_with(SERIAL) => "make it a serial program that answers rightly",
        _ => "let cases, `check` or the goal catch it, or mend its `Expect` line",
    };
    Some(mend.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_names_its_place() {
        let check = |text: &str, expected: Option<(&str, Option<usize>)>| {
            let expected = expected.map(|(file, line)| Place { file: file.to_owned(), line });
            assert_eq!(named(Path::new("/course"), text), expected, "{text}");
        };
        let spec = "exercises/07_a/spec.rs";
        check("Diff in /course/exercises/07_a/spec.rs:3:\n-a", Some((spec, Some(3))));
        check(&format!("rustfmt would change this: type `rustfmt {spec}`"), Some((spec, None)));
        check(&format!("type `rustfmt {spec}`\nDiff in {spec}:7:"), Some((spec, Some(7))));
        check("error: a\n --> solutions/07_a/solution.rs:5:9", {
            Some(("solutions/07_a/solution.rs", Some(5)))
        });
        check("test lessons/src/07_a.md - (line 33) ... FAILED", {
            Some(("lessons/src/07_a.md", Some(33)))
        });
        check("write into solutions/07_a/accepted what", Some(("solutions/07_a/accepted", None)));
        check("my_exercises/a and /other/exercises/b", None);
        check("", None);
    }

    #[test]
    fn a_law_that_does_not_say_so_has_its_mend() {
        for (subject, expected) in [
            ("solution", Some("`grade calibrate my_topic`")),
            ("accepted/own_threads", Some("lower the goal")),
            ("halves", Some("`Expect` line")),
            ("layout", None),
        ] {
            let mend = mend(subject, "my_topic");
            assert_eq!(mend.is_some(), expected.is_some(), "{subject}");
            assert!(mend.unwrap_or_default().contains(expected.unwrap_or_default()), "{subject}");
        }
    }
}
