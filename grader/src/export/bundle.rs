//! What a platform is given to grade one exercise for the record: the course with the
//! solution as the control, and the platform's own scripts around it.

use super::{Audience, Copied, gather};
use crate::course::{Course, Exercise, Name};
use crate::fault::Fault;
use crate::path::printable;
use crate::process::Spawner;
use crate::tree::Tree;
use crate::whole;
use std::fmt::Display;
use std::io::{self, Cursor, Write as _};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// What stands for the exercise in a script.
const EXERCISE: &str = "MY_TOPIC";
/// The scripts of Gradescope: by these names, at the top of the archive.
const GRADESCOPE: [(&str, &str); 2] = [
    ("setup.sh", include_str!("../../copies/bundle/gradescope/setup.sh")),
    ("run_autograder", include_str!("../../copies/bundle/gradescope/run_autograder")),
];
/// The files of an instructor's repository on GitHub.
const GITHUB: [(&str, &str); 2] = [
    (".github/workflows/grade.yml", include_str!("../../copies/bundle/github/grade.yml")),
    ("README.md", include_str!("../../copies/bundle/github/README.md")),
];
/// For the owner to change, for everybody to read and run.
const MODE: u32 = 0o755;

/// The archive that an assignment of Gradescope is made of.
pub fn gradescope(
    spawner: &Spawner,
    course: &Course,
    exercise: &Exercise,
) -> Result<Vec<u8>, Fault> {
    let Copied { tree, .. } = to_grade(spawner, course, std::slice::from_ref(&exercise.name))?;
    let mut bundle = Tree::new();
    for (place, bytes) in tree {
        bundle.insert(Path::new("course").join(place), bytes);
    }
    for (place, script) in GRADESCOPE {
        bundle.insert(place.into(), script.replace(EXERCISE, &exercise.name.slug).into());
    }
    zipped(&bundle)
}

/// Two repositories: the students' template, and the one in which instructors grade.
pub fn github(spawner: &Spawner, course: &Course) -> Result<Tree, Fault> {
    let names = course.names()?;
    let student = gather(spawner, course, &names, Audience::Students)?;
    let mut grading = to_grade(spawner, course, &names)?;
    for (place, text) in GITHUB {
        grading.tree.insert(place.into(), text.into());
    }
    let both = [("student", student.tree), ("grading", grading.tree)];
    let places = both.into_iter().flat_map(|(folder, tree)| {
        tree.into_iter().map(move |(place, bytes)| (Path::new(folder).join(place), bytes))
    });
    Ok(places.collect())
}

/// Writes an archive, whole or not at all; an older one is not written over.
pub fn write(bytes: &[u8], to: &Path) -> Result<(), Fault> {
    if to.symlink_metadata().is_ok() {
        let what = format!("{} is there already", printable(to));
        return Err(Fault::new(what, "name a file that is not there yet"));
    }
    whole::write_bytes(to, bytes).map_err(|error| Fault::file("write", to, &error))
}

/// The course as a machine needs it that grades for the record.
fn to_grade(spawner: &Spawner, course: &Course, names: &[Name]) -> Result<Copied, Fault> {
    if !course.root.join("grader/Cargo.toml").is_file() {
        let what = "this course does not bring the grader, and a platform has to build it";
        let hint = "put the grader's sources into the course's folder `grader/`";
        return Err(Fault::new(what, hint));
    }
    gather(spawner, course, names, Audience::Platforms)
}

/// An archive that is the same whenever it is made.
fn zipped(tree: &Tree) -> Result<Vec<u8>, Fault> {
    let broken = |error: &dyn Display| {
        Fault::new(format!("cannot make the archive: {error}"), "this is a bug in the grader")
    };
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(MODE);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (place, bytes) in tree {
        let name = place.to_string_lossy();
        archive.start_file(name, options).map_err(|error| broken(&error))?;
        archive.write_all(bytes).map_err(|error: io::Error| broken(&error))?;
    }
    archive.finish().map(Cursor::into_inner).map_err(|error| broken(&error))
}
