//! Writes a new exercise, complete and sound, for an instructor to change: all
//! of its files, or none.

mod like;
mod template;

use crate::compile::Compiler;
use crate::course::{Course, Exercise, Name};
use crate::fault::Fault;
use std::fs;
use std::path::{Path, PathBuf};
use template::Files;
pub use template::{Counted, Inputs, Purpose, Wanted};

/// What the template calls the things that each exercise has a name of its own
/// for.
const FOLDER: &str = "00_new_exercise";
const TYPE: &str = "NewExercise";
const SLUG: &str = "new_exercise";
const TITLE: &str = "New exercise";

/// A file's place in its folder, and the template for it.
type Template = (&'static str, &'static str);

/// The table of contents, with a line for each lesson.
const SUMMARY: &str = "lessons/src/SUMMARY.md";
/// Numbers have two digits: folders sort by name.
const NUMBER_MAX: u32 = 99;
/// With a longer name, lines of the template would be wider than rustfmt likes.
const SLUG_LENGTH_MAX: usize = 40;
/// A title stands on one line of a list.
const TITLE_LENGTH_MAX: usize = 60;
/// Rust's keywords, those that it may need later among them.
const KEYWORDS: [&str; 51] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
/// Crates that every program has, folders that cargo needs, and names that would
/// hide one that a spec or a template uses.
const RESERVED: [&str; 22] = [
    "alloc",
    "build",
    "case",
    "core",
    "deps",
    "examples",
    "exercise",
    "files_in",
    "gap_in",
    "incremental",
    "largest",
    "option",
    "part_len",
    "proc_macro",
    "result",
    "rng",
    "some",
    "std",
    "string",
    "student",
    "test",
    "vec",
];

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The exercise's name.
    pub slug: &'a str,
    /// By itself, the next free one.
    pub number: Option<u32>,
    /// By itself, made of the slug.
    pub title: Option<&'a str>,
    /// What it begins as.
    pub begin: Begin<'a>,
}

/// What a new exercise begins as.
#[derive(Clone, Copy, Debug)]
pub enum Begin<'a> {
    /// The small one of a template.
    Template(Wanted),
    /// Another exercise.
    Like(Like<'a>),
}

/// An exercise to begin with.
#[derive(Clone, Copy, Debug)]
pub struct Like<'a> {
    /// The exercise.
    pub exercise: &'a Exercise,
    /// Its stub, which may stand no more in the student's file.
    pub stub: &'a str,
}

/// Writes the exercise that is asked for: its folder, its solution with mutants,
/// its lesson with a line in the table of contents, and its entry in the lock
/// file. Where one of them fails, the course is as it was before.
pub fn create(course: &Course, compiler: &Compiler, order: &Order) -> Result<Name, Fault> {
    let name = free_name(course, order)?;
    let title = title(order)?;
    if let Begin::Template(wanted) = order.begin {
        template::files(wanted)?;
    }
    let words = Words { name: &name, title: &title };
    let summary = course.root.join(SUMMARY);
    let contents =
        fs::read_to_string(&summary).map_err(|error| Fault::file("read", &summary, &error))?;
    let line = format!("[{:02} {title}]({}.md)", name.number, name.folder);
    let stage = tempfile::Builder::new().prefix(".new-").tempdir_in(&course.root);
    let stage = stage.map_err(|error| Fault::file("write in", &course.root, &error))?;
    let at = |part: &str| stage.path().join(part);
    match order.begin {
        Begin::Like(other) => like::copy(other, &words, &at)?,
        Begin::Template(wanted) => from_template(wanted, &words, &at)?,
    }
    write(&at("summary"), &with_line(&contents, name.number, &line))?;
    let [exercise, solution, lesson] = places(course, &name);
    let lock = course.root.join("Cargo.lock");
    let mut changes = Changes::default();
    let mut make = || {
        changes.add(&at("exercise"), &exercise)?;
        changes.add(&at("solution"), &solution)?;
        changes.add(&at("lesson"), &lesson)?;
        changes.keep_copy(&summary, &at("summary before"))?;
        rename(&at("summary"), &summary)?;
        changes.keep_copy(&lock, &at("lock before"))?;
        compiler.lock_members(&course.root)
    };
    match make() {
        Ok(()) => Ok(name),
        Err(fault) => Err(changes.take_back(fault)),
    }
}

/// Writes a template's small exercise.
fn from_template(wanted: Wanted, words: &Words, at: &dyn Fn(&str) -> PathBuf) -> Result<(), Fault> {
    let Files { exercise, solution, lesson } = template::files(wanted)?;
    for (folder, files) in [("exercise", exercise), ("solution", solution)] {
        for (file, text) in files {
            write(&at(folder).join(file), &words.put_into(&text))?;
        }
    }
    write(&at("lesson"), &words.put_into(&lesson))
}

/// The exercise's folder, its solution's, and its lesson.
fn places(course: &Course, name: &Name) -> [PathBuf; 3] {
    [
        course.root.join("exercises").join(&name.folder),
        course.root.join("solutions").join(&name.folder),
        course.root.join("lessons/src").join(format!("{}.md", name.folder)),
    ]
}

/// What has been done to the course, as the moves that take it back.
#[derive(Debug, Default)]
struct Changes {
    back: Vec<(PathBuf, PathBuf)>,
}

impl Changes {
    /// Moves something new to its place.
    fn add(&mut self, from: &Path, to: &Path) -> Result<(), Fault> {
        rename(from, to)?;
        self.back.push((to.to_owned(), from.to_owned()));
        Ok(())
    }

    /// Keeps a copy of a file that is about to change.
    fn keep_copy(&mut self, file: &Path, copy: &Path) -> Result<(), Fault> {
        fs::copy(file, copy).map_err(|error| Fault::file("copy", file, &error))?;
        self.back.push((copy.to_owned(), file.to_owned()));
        Ok(())
    }

    /// Makes it undone, the last change first.
    fn take_back(self, fault: Fault) -> Fault {
        let failed = self.back.iter().rev().find_map(|(from, to)| rename(from, to).err());
        match failed {
            None => fault,
            Some(second) => Fault::new(
                format!("{}\nand then, taking it back: {}", fault.what, second.what),
                "look at what is there with `git status`, and remove what is new",
            ),
        }
    }
}

fn rename(from: &Path, to: &Path) -> Result<(), Fault> {
    fs::rename(from, to).map_err(|error| Fault::file("write", to, &error))
}

fn write(file: &Path, text: &str) -> Result<(), Fault> {
    let folder = file.parent().unwrap_or(file);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(file, text));
    written.map_err(|error| Fault::file("write", file, &error))
}

/// What takes the place of the template's names.
struct Words<'a> {
    name: &'a Name,
    title: &'a str,
}

impl Words<'_> {
    fn put_into(&self, template: &str) -> String {
        let slug = &self.name.slug;
        let part = |part: &str| {
            part.replace(TYPE, &type_name(slug)).replace(SLUG, slug).replace(TITLE, self.title)
        };
        // Part by part: a folder's name that is in place is not looked at again.
        template.split(FOLDER).map(part).collect::<Vec<_>>().join(&self.name.folder)
    }
}

/// `largest_gap` as `LargestGap`.
fn type_name(slug: &str) -> String {
    slug.split('_').map(capitalised).collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The title that was asked for, where it is plain text; else the slug in words.
fn title(order: &Order) -> Result<String, Fault> {
    let Some(title) = order.title else {
        return Ok(capitalised(&order.slug.replace('_', " ")));
    };
    // These mean something else in Markdown or in a manifest.
    let is_plain = |c: char| !c.is_control() && !"[]<>*_`|\\\"".contains(c);
    let fits = (1..=TITLE_LENGTH_MAX).contains(&title.trim().chars().count());
    if fits && title.chars().all(is_plain) {
        return Ok(title.trim().to_owned());
    }
    let what = format!("`{title}` cannot be a title");
    let hint = format!("a title is plain text of up to {TITLE_LENGTH_MAX} letters on one line");
    Err(Fault::new(what, hint))
}

/// The name that was asked for, where no exercise has it yet.
fn free_name(course: &Course, order: &Order) -> Result<Name, Fault> {
    let slug = order.slug;
    let path = course.root.join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(|error| Fault::file("read", &path, &error))?;
    check_slug(slug)?;
    let names = course.names()?;
    if let Some(name) = names.iter().find(|name| name.slug == slug) {
        let what = format!("`{slug}` is taken by exercises/{}", name.folder);
        return Err(Fault::new(what, "choose another name, or change that exercise"));
    }
    if packages(&lock).any(|package| package == slug) {
        let what = format!("`{slug}` is the name of another package in the course's Cargo.lock");
        return Err(other_name(what, slug));
    }
    let next = next_free(&names)?;
    let number = order.number.unwrap_or(next);
    if let Some(name) = names.iter().find(|name| name.number == number) {
        let what = format!("the number {number} is taken by exercises/{}", name.folder);
        let hint = format!("leave `--number` away: the next free one is {next}");
        return Err(Fault::new(what, hint));
    }
    let name = Name { number, slug: slug.to_owned(), folder: format!("{number:02}_{slug}") };
    let there = places(course, &name).into_iter().find(|place| place.symlink_metadata().is_ok());
    if let Some(there) = there {
        let there = there.strip_prefix(&course.root).unwrap_or(&there).display();
        let what = format!("{there} is already there, and belongs to no exercise");
        return Err(Fault::new(what, "move it away, or choose another name or number"));
    }
    Ok(name)
}

/// The number after the last one; where that has three digits, the first free.
fn next_free(names: &[Name]) -> Result<u32, Fault> {
    let last = names.iter().map(|name| name.number).max().unwrap_or(0);
    let is_free = |number: &u32| !names.iter().any(|name| name.number == *number);
    (last + 1..=NUMBER_MAX).chain(1..=NUMBER_MAX).find(is_free).ok_or_else(|| {
        let what = format!("the course has {NUMBER_MAX} exercises, and no number is free");
        Fault::new(what, "remove an exercise, or make it two courses")
    })
}

/// The packages of a lock file, as code names them.
fn packages(lock: &str) -> impl Iterator<Item = String> {
    let name = |line: &str| Some(line.strip_prefix("name = \"")?.split('"').next()?.to_owned());
    lock.lines().filter_map(name).map(|name| name.replace('-', "_"))
}

fn other_name(what: String, slug: &str) -> Fault {
    Fault::new(what, format!("choose another name, such as `my_{slug}`"))
}

/// Whether package, function and folder can have this name.
pub fn check_slug(slug: &str) -> Result<(), Fault> {
    if !is_crate_name(slug) {
        let near = slug.trim().to_lowercase().replace(['-', ' '], "_");
        let near = if is_crate_name(&near) { near } else { "my_topic".to_owned() };
        let what = format!("`{slug}` is not the name of a crate");
        let hint = format!(
            "take up to {SLUG_LENGTH_MAX} lower-case letters and digits, in words joined by \
             one `_`: `{near}`"
        );
        return Err(Fault::new(what, hint));
    }
    if KEYWORDS.contains(&slug) {
        return Err(other_name(format!("`{slug}` is a keyword of Rust"), slug));
    }
    if RESERVED.contains(&slug) {
        return Err(other_name(format!("Rust, cargo or the spec needs the name `{slug}`"), slug));
    }
    Ok(())
}

fn is_crate_name(slug: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    slug.len() <= SLUG_LENGTH_MAX
        && slug.starts_with(|c: char| c.is_ascii_lowercase())
        && slug.split('_').all(is_word)
}

/// The table of contents with one line more, in its place by number.
fn with_line(contents: &str, number: u32, line: &str) -> String {
    let lines: Vec<&str> = contents.lines().collect();
    let numbered = || lines.iter().enumerate().filter_map(|(at, line)| Some((at, page(line)?)));
    let before = numbered().filter(|(_, page)| *page < number).max_by_key(|(_, page)| *page);
    let after = numbered().find(|(_, page)| *page > number);
    let (at, neighbour) = match (before, after) {
        (Some((at, _)), _) => (at + 1, lines[at]),
        (None, Some((at, _))) => (at, lines[at]),
        (None, None) => (lines.len(), ""),
    };
    let indent = &neighbour[..neighbour.len() - neighbour.trim_start().len()];
    let new = format!("{indent}- {line}");
    let (head, tail) = lines.split_at(at);
    let lines: Vec<&str> = head.iter().chain([&new.as_str()]).chain(tail).copied().collect();
    lines.join("\n") + "\n"
}

/// The number of the exercise whose page a line links: `- [03 Map](03_map.md)`.
fn page(line: &str) -> Option<u32> {
    let (_, file) = line.rsplit_once("](")?;
    file.trim_start_matches("./").split_once('_')?.0.parse().ok()
}

#[cfg(test)]
#[path = "new_tests.rs"]
mod tests;
