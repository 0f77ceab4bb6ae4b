//! The solutions' programs in a student's copy: controls for speed, and no line of a
//! solution's source. A program that holds such a line, as a text of several lines does,
//! stays at home.

use super::Copied;
use super::page::telling;
use crate::compile::shipped::{FOLDER, Handout, LIST};
use crate::compile::{Compiler, Progress};
use crate::course::{Course, Exercise};
use crate::fault::Fault;
use crate::process::temporary_folder;
use crate::tree;
use memchr::memmem;
use std::collections::BTreeMap;
use std::path::Path;

/// What is to be shipped.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// It builds in the course.
    pub compiler: &'a Compiler,
    /// The exercises whose solutions are shipped as programs.
    pub exercises: &'a [Exercise],
}

/// What is being built.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// The crates that exercises need.
    Crates(Progress<'a>),
    /// The solution of this exercise.
    Solution(&'a str),
}

/// What was shipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shipment {
    /// How many programs.
    pub programs: usize,
    /// How large they are together, in bytes.
    pub bytes: usize,
    /// The platform that they run on.
    pub platform: String,
}

/// The file that says what a student's copy is, and how its paragraph on controls begins.
const README: &str = "README.md";
const NO_SOLUTIONS: &str = "**No solutions here.**";
/// What stands in that paragraph's place.
const WITH_CONTROL: &str = include_str!("../../copies/export/with_control.md");
/// Files that say which rustc a workspace is built with.
const PINS: [&str; 2] = ["rust-toolchain.toml", "rust-toolchain"];

/// Whether an exercise can have a control, and if not, why.
fn refused(exercise: &Exercise) -> Option<String> {
    let slug = &exercise.name.slug;
    if exercise.manifest.timed.is_empty() {
        return Some(format!("`{slug}` has no control: its speed is not measured"));
    }
    let library = exercise.manifest.native_library.as_ref()?;
    let called = library.called();
    Some(format!("`{slug}` has no control: its programs need {called}, which lies elsewhere"))
}

/// Adds the programs to a copy whose other files are all there, and says what they are;
/// nothing where no exercise can have one.
pub fn add(
    order: Order,
    copied: &mut Copied,
    hear: &mut dyn FnMut(Step),
) -> Result<Option<Shipment>, Fault> {
    if !cfg!(target_os = "linux") {
        let hint = "on Linux it can be done; without `--with-control` the copy grades everywhere";
        return Err(Fault::new("programs of solutions are shipped for Linux alone", hint));
    }
    let Order { compiler, exercises } = order;
    let why = exercises.iter().filter_map(refused);
    copied.notes.extend(why);
    let can_have_one = exercises.iter().filter(|exercise| refused(exercise).is_none());
    // An exercise that is named twice is shipped once.
    let chosen: BTreeMap<_, _> = can_have_one.map(|one| (&one.name, one.clone())).collect();
    let chosen: Vec<Exercise> = chosen.into_values().collect();
    // What a program was built from is told by the copy's own files.
    let folder = temporary_folder()?;
    tree::lay_out(&copied.tree, folder.path())?;
    let copy = Course { root: folder.path().to_owned() };
    let needs = compiler
        .dependencies_of(&chosen, &mut |progress: Progress| hear(Step::Crates(progress)))?;
    let mut handouts = BTreeMap::new();
    for (exercise, needs) in chosen.iter().zip(&needs) {
        let slug = &exercise.name.slug;
        hear(Step::Solution(slug));
        let handout = compiler.hand_out(exercise, needs, &copy.read(&exercise.name)?)?;
        if let Some(line) = quoted(&exercise.solution()?.source, &handout.program) {
            copied.notes.push(format!(
                "`{slug}` has no control: its program would hold a line of the solution: {line}"
            ));
            continue;
        }
        handouts.insert(slug.clone(), handout);
    }
    if handouts.is_empty() { Ok(None) } else { ship(compiler, copied, handouts) }
}

fn ship(
    compiler: &Compiler,
    copied: &mut Copied,
    handouts: BTreeMap<String, Handout>,
) -> Result<Option<Shipment>, Fault> {
    let list = compiler.list(&handouts)?;
    let text = toml::to_string(&list)
        .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
    let place = Path::new(FOLDER);
    let shipment = Shipment {
        programs: handouts.len(),
        bytes: handouts.values().map(|handout| handout.program.len()).sum(),
        platform: list.platform,
    };
    copied.tree.insert(place.join(LIST), text.into());
    for handout in handouts.into_values() {
        copied.tree.insert(place.join(handout.shipped.file), handout.program);
    }
    if let Some(readme) = copied.tree.get_mut(Path::new(README)) {
        *readme = with_control(&String::from_utf8_lossy(readme)).into_bytes();
    }
    if !PINS.iter().any(|pin| copied.tree.contains_key(Path::new(pin))) {
        copied.notes.push(format!(
            "the controls fit {} alone: a file {} in the course makes rustup bring it",
            list.rustc, PINS[0]
        ));
    }
    Ok(Some(shipment))
}

/// A line of a source that a program holds.
fn quoted<'a>(source: &'a str, program: &[u8]) -> Option<&'a str> {
    telling(source).find(|line| memmem::find(program, line.as_bytes()).is_some())
}

/// The same text with what it says of controls.
fn with_control(readme: &str) -> String {
    let Some(begin) = readme.find(NO_SOLUTIONS) else { return readme.to_owned() };
    let (before, after) = readme.split_at(begin);
    let after = after.split_once("\n\n").map_or("", |(_, after)| after);
    format!("{before}{WITH_CONTROL}\n{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_holds_a_line_of_its_source_is_seen() {
        let source = "fn query() -> &'static str {\n    \"SELECT name\n       \
                      WHERE a_column IS NOT NULL AND other < 3\n\"\n}\n";
        let check = |program: &str, expected: Option<&str>| {
            assert_eq!(quoted(source, program.as_bytes()), expected);
        };
        let line = "WHERE a_column IS NOT NULL AND other < 3";
        check(&format!("\0SELECT name\n       {line}\n\0"), Some(line));
        check("\0WHERE a_column IS NOT NULL\0", None);
        check("", None);
    }

    #[test]
    fn the_readme_of_a_copy_says_what_it_has() {
        let own = include_str!("../../copies/export/README.md");
        let with = with_control(own);
        assert!(own.contains(NO_SOLUTIONS) && !with.contains(NO_SOLUTIONS));
        assert!(with.contains(WITH_CONTROL));
        let paragraphs = |text: &str| text.split("\n\n").count();
        assert_eq!(paragraphs(&with), paragraphs(own));
        assert_eq!(with.ends_with('\n'), own.ends_with('\n'));
        assert_eq!(with_control("Nothing of the kind.\n"), "Nothing of the kind.\n");
    }
}
