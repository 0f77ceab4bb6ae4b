//! A new exercise that begins as another one: the same files under new names. What the
//! student's function is called stays, so that all of it compiles at once.

use super::{Like, Words, write};
use crate::course::{ACCEPTED, Exercise, MUTANTS, SERIAL, sorted_entries};
use crate::fault::Fault;
use std::fs;
use std::path::{Path, PathBuf};

/// The files of an exercise's folder besides the stub.
const FILES: [&str; 4] = ["Cargo.toml", "bench.rs", "exercise.toml", "spec.rs"];

/// Writes exercise, solution and lesson into the folders that `at` names.
pub(super) fn copy(like: Like, words: &Words, at: &dyn Fn(&str) -> PathBuf) -> Result<(), Fault> {
    let Like { exercise, stub } = like;
    let put = |from: &Path, to: &Path| {
        let text = fs::read_to_string(from).map_err(|error| Fault::file("read", from, &error))?;
        write(to, &renamed(&text, exercise, words))
    };
    for file in FILES {
        put(&exercise.folder().join(file), &at("exercise").join(file))?;
    }
    write(&at("exercise").join("student.rs"), &renamed(stub, exercise, words))?;
    put(&exercise.solutions().join("solution.rs"), &at("solution").join("solution.rs"))?;
    for folder in [ACCEPTED, SERIAL, MUTANTS] {
        let from = exercise.solutions().join(folder);
        if !from.exists() {
            continue;
        }
        for file in sorted_entries(&from)? {
            let name = file.file_name().unwrap_or_default();
            put(&file, &at("solution").join(folder).join(name))?;
        }
    }
    put(&exercise.lesson(), &at("lesson"))
}

fn renamed(text: &str, exercise: &Exercise, words: &Words) -> String {
    let old = [&exercise.name.folder, &exercise.name.slug, &exercise.manifest.title];
    let new = [&words.name.folder, &words.name.slug, words.title];
    let line = |line: &str| {
        let line = replaced(line, old[0], new[0], |_, _| true);
        let is_title = line.starts_with("# ") || line.starts_with("title = ");
        let line = if is_title { line.replacen(old[2].as_str(), new[2], 1) } else { line };
        // The crate's name, as a path begins, as Cargo has it, and in a command.
        let is_typed = ["cargo grade", "cargo verify", "cargo bench"];
        let is_typed = is_typed.iter().any(|command| line.contains(command));
        replaced(&line, old[1], new[1], |before, after| {
            let is_path = after.starts_with("::") && !before.ends_with("::");
            let is_quoted = before.ends_with("name = \"") && after.starts_with('"');
            is_typed || is_path || is_quoted
        })
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Puts a word in the place of another, where that is a whole word and what stands before
/// and after it is as it should be.
fn replaced(text: &str, old: &str, new: &str, fits: impl Fn(&str, &str) -> bool) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let (mut done, mut from) = (String::new(), 0);
    for (at, _) in text.match_indices(old) {
        let (before, after) = (&text[..at], &text[at + old.len()..]);
        let is_whole = !before.ends_with(is_word) && !after.starts_with(is_word);
        if at >= from && is_whole && fits(before, after) {
            done.push_str(&text[from..at]);
            done.push_str(new);
            from = at + old.len();
        }
    }
    done + &text[from..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_replaced_where_they_fit() {
        let path = |before: &str, after: &str| after.starts_with("::") && !before.ends_with("::");
        let check = |text: &str, expected: &str| {
            assert_eq!(replaced(text, "map", "sum", path), expected);
        };
        check("map::map(&map, my_map::f, std::map::x)", "sum::map(&map, my_map::f, std::map::x)");
        check("map::f + map::g", "sum::f + sum::g");
        check("maps::f", "maps::f");
        check("", "");
    }
}
