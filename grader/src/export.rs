//! Writes a student's copy of the course: whatever it takes to learn and to be graded, and
//! nothing of solutions and mutants. A whole folder appears, or nothing does.
//!
//! What goes into it is listed here by kind. What is not listed stays at home, so a file
//! that was not thought of is no leak.

pub mod bundle;
pub mod control;
mod manifest;
mod page;

use crate::bounded::{self, PAGES_BYTES_MAX};
use crate::candidate::is_unfinished;
use crate::course::{Course, Exercise, Name, STUB, sorted_entries};
use crate::fault::Fault;
use crate::process::Spawner;
use crate::reset;
use crate::tree::{self, Tree, add};
use page::{Pages, Secrets};
use std::path::Path;

/// What was written, for a person.
#[derive(Debug, Default)]
pub struct Copied {
    /// Every file.
    pub tree: Tree,
    /// How many exercises it holds.
    pub exercises: usize,
    /// What differs from the course's own files, in sentences.
    pub notes: Vec<String>,
}

/// Files and folders of the course's root that are taken over as they are.
const ROOT: [&str; 10] = [
    ".cargo",
    ".devcontainer",
    ".gitignore",
    ".rustfmt.toml",
    ".vscode",
    "LICENSE",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "rust-toolchain",
    "rust-toolchain.toml",
];
/// What an exercise consists of, its student's file aside.
const EXERCISE: [&str; 5] = ["Cargo.toml", "bench.rs", "exercise.toml", "quiz.toml", "spec.rs"];
/// What the copy has of its own.
const OWN: [(&str, &str); 3] = [
    ("README.md", include_str!("../copies/export/README.md")),
    (".github/workflows/practice.yml", include_str!("../copies/export/practice.yml")),
    (".github/grade_what_changed", include_str!("../copies/export/grade_what_changed")),
];

/// The readers of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// They get no solutions, and a README and a workflow of their own.
    Students,
    /// What grades for the record needs the solution as the control, and nothing else of
    /// what lies beside it.
    Platforms,
}

/// Everything that a copy with these exercises holds.
pub fn gather(
    spawner: &Spawner,
    course: &Course,
    names: &[Name],
    audience: Audience,
) -> Result<Copied, Fault> {
    let mut copied = Copied::default();
    for name in ROOT {
        add(&mut copied.tree, &course.root, Path::new(name))?;
    }
    if audience == Audience::Students {
        // A course of its own has an installed `grade`, and no alias of cargo's.
        let has_alias = course.root.join(".cargo/config.toml").exists();
        for (place, text) in OWN {
            let text = if has_alias { text.into() } else { text.replace("cargo grade", "grade") };
            copied.tree.insert(place.into(), text.into());
        }
    }
    manifest::add_crates(&mut copied.tree, course)?;
    for name in names {
        let exercise = course.read(name)?;
        exercise.holds_solution()?;
        let stub = add_exercise(&mut copied, spawner, course, &exercise)?;
        let folder = Path::new(&name.folder);
        match audience {
            Audience::Students => {
                let place = Path::new("exercises").join(folder).join(STUB);
                copied.tree.insert(place, stub.into());
            }
            Audience::Platforms => {
                let place = Path::new("solutions").join(folder).join("solution.rs");
                add(&mut copied.tree, &course.root, &place)?;
            }
        }
    }
    copied.exercises = names.len();
    add_lessons(&mut copied, course)?;
    add(&mut copied.tree, &course.root, Path::new("Cargo.lock"))?;
    copied.tree = tree::locked(copied.tree, spawner)?;
    Ok(copied)
}

/// Adds an exercise's files, and gives its stub.
fn add_exercise(
    copied: &mut Copied,
    spawner: &Spawner,
    course: &Course,
    exercise: &Exercise,
) -> Result<String, Fault> {
    let place = Path::new("exercises").join(&exercise.name.folder);
    for file in EXERCISE {
        add(&mut copied.tree, &course.root, &place.join(file))?;
    }
    let stub = stub(copied, spawner, course, exercise)?;
    copied.tree.insert(place.join("student.rs"), stub.clone().into());
    Ok(stub)
}

/// The stub that the course has committed. Where nothing is committed, what lies in its
/// place. It must still have something left to write.
fn stub(
    copied: &mut Copied,
    spawner: &Spawner,
    course: &Course,
    exercise: &Exercise,
) -> Result<String, Fault> {
    let file = format!("exercises/{}/student.rs", exercise.name.folder);
    let here = exercise.student()?.source;
    let stub = reset::committed(spawner, course, exercise).unwrap_or_else(|_| here.clone());
    if !is_unfinished(&stub) {
        let what = format!("{file} is no stub: it has no `todo!` left");
        let hint = "commit the stub: a copy for students begins with what is committed";
        return Err(Fault::new(what, hint));
    }
    if stub != here {
        copied.notes.push(format!("{file} was changed since it was committed: taken as committed"));
    }
    Ok(stub)
}

fn add_lessons(copied: &mut Copied, course: &Course) -> Result<(), Fault> {
    for file in ["lessons/book.toml", "lessons/book.css", "lessons/src/pictures"] {
        add(&mut copied.tree, &course.root, Path::new(file))?;
    }
    let folder = course.root.join("lessons/src");
    let mut pages = Pages::new(secrets(course)?);
    for path in sorted_entries(&folder)? {
        if path.extension().is_some_and(|ending| ending == "md") {
            let text = read(&path)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            pages.add(name, text);
        }
    }
    let (pages, notes) = pages.for_students();
    copied.notes.extend(notes);
    for (name, text) in pages {
        copied.tree.insert(Path::new("lessons/src").join(name), text.into());
    }
    Ok(())
}

/// What must not stand in the copy: the lines of solutions, alternatives and mutants that
/// no exercise's own files have.
fn secrets(course: &Course) -> Result<Secrets, Fault> {
    let mut secrets = Secrets::default();
    for text in sources(&course.root.join("solutions"))? {
        secrets.hide(&text);
    }
    for text in sources(&course.root.join("exercises"))? {
        secrets.show(&text);
    }
    Ok(secrets)
}

/// The texts of all files below a folder.
fn sources(folder: &Path) -> Result<Vec<String>, Fault> {
    let mut texts = Vec::new();
    for path in sorted_entries(folder)? {
        if path.is_dir() {
            texts.extend(sources(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "toml") {
            texts.push(read(&path)?);
        }
    }
    Ok(texts)
}

fn read(path: &Path) -> Result<String, Fault> {
    bounded::read_to_string(path, PAGES_BYTES_MAX)
        .map_err(|error| Fault::file("read", path, &error))
}
