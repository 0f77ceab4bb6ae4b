//! What a platform is given to grade one exercise for the record: the course with the
//! solution as the control, and the platform's own scripts around it.

mod archive;
mod image;

use super::{Audience, Copied, gather};
use crate::course::{Course, Exercise, Name, STUB};
use crate::fault::Fault;
use crate::path::printable;
use crate::process::Spawner;
use crate::score::Points;
use crate::tree::Tree;
use crate::whole;
use std::path::Path;

pub use image::ImageName;
use image::Words;

/// The scripts of Gradescope: by these names, at the top of the archive.
const GRADESCOPE: [(&str, &str); 2] = [
    ("setup.sh", include_str!("../../copies/bundle/gradescope/setup.sh")),
    ("run_autograder", include_str!("../../copies/bundle/gradescope/run_autograder")),
];
/// The files of an instructor's repository on GitHub.
const GITHUB: [(&str, &str); 4] = [
    (".github/workflows/grade.yml", include_str!("../../copies/bundle/github/grade.yml")),
    (".github/workflows/class.yml", include_str!("../../copies/bundle/github/class.yml")),
    (".github/actions/grade/action.yml", include_str!("../../copies/bundle/github/action.yml")),
    ("README.md", include_str!("../../copies/bundle/github/README.md")),
];
/// What Autolab's image has besides.
const AUTODRIVER: &str = include_str!("../../copies/bundle/autolab/Dockerfile");
/// What is in `autograde.tar`, besides the solution.
const AUTOLAB_RUN: &str = include_str!("../../copies/bundle/autolab/run");
const AUTOLAB_MAKEFILE: &str = include_str!("../../copies/bundle/autolab/autograde-Makefile");
const AUTOLAB_YML: &str = include_str!("../../copies/bundle/autolab/lab.yml");
const AUTOLAB_RB: &str = include_str!("../../copies/bundle/autolab/lab.rb");
const AUTOLAB_README: &str = include_str!("../../copies/bundle/autolab/README.md");
/// A question's folder, besides the solution and the stub.
const PRAIRIELEARN: [(&str, &str); 3] = [
    ("info.json", include_str!("../../copies/bundle/prairielearn/info.json")),
    ("question.html", include_str!("../../copies/bundle/prairielearn/question.html")),
    ("tests/run.sh", include_str!("../../copies/bundle/prairielearn/run.sh")),
];
const PRAIRIELEARN_README: &str = include_str!("../../copies/bundle/prairielearn/README.md");
const CLASSROOM50: [(&str, &str); 3] = [
    ("autograder.py", include_str!("../../copies/bundle/classroom50/autograder.py")),
    ("runtime.json", include_str!("../../copies/bundle/classroom50/runtime.json")),
    ("README.md", include_str!("../../copies/bundle/classroom50/README.md")),
];

/// Where bundles of one exercise come from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// It starts cargo, for the lock file.
    pub spawner: &'a Spawner,
    /// The course, solutions included.
    pub course: &'a Course,
    /// The exercise.
    pub exercise: &'a Exercise,
}

/// The archive that an assignment of Gradescope is made of.
pub fn gradescope(source: &Source) -> Result<Vec<u8>, Fault> {
    let Source { spawner, course, exercise } = *source;
    let names = std::slice::from_ref(&exercise.name);
    let Copied { tree, .. } = to_grade(spawner, course, names, Audience::Platforms)?;
    let mut bundle = Tree::new();
    put_below(&mut bundle, "course", tree);
    let words = Words::of(exercise, &ImageName::of(exercise));
    put_filled(&mut bundle, "", &GRADESCOPE, &words);
    archive::zipped(&bundle)
}

/// What Autolab needs: the image's folder, and a lab to import.
pub fn autolab(
    source: &Source,
    image: &ImageName,
    problems: &[(&str, Points)],
) -> Result<Tree, Fault> {
    let words = Words::of(source.exercise, image).with_problems(problems);
    let mut bundle = image::folder(source, image, AUTODRIVER)?;
    let mut grading = Tree::new();
    put_filled(&mut grading, "autograde", &[("run", AUTOLAB_RUN)], &words);
    grading.insert("autograde/solution.rs".into(), solution(source.exercise)?);
    let lab = words.lab();
    let mut files = Tree::new();
    put_filled(&mut files, &lab, &[("autograde-Makefile", AUTOLAB_MAKEFILE)], &words);
    let named = [(format!("{lab}.yml"), AUTOLAB_YML), (format!("{lab}.rb"), AUTOLAB_RB)];
    for (name, text) in &named {
        put_filled(&mut files, &lab, &[(name.as_str(), *text)], &words);
    }
    let inside = Path::new(&lab);
    files.insert(inside.join("autograde.tar"), archive::tarred(&grading)?);
    files.insert(inside.join("student.rs"), stub(&bundle, source.exercise));
    bundle.insert(format!("{lab}.tar").into(), archive::tarred(&files)?);
    put_filled(&mut bundle, "", &[("README.md", AUTOLAB_README)], &words);
    Ok(bundle)
}

/// What `PrairieLearn` needs: the image's folder, and a question.
pub fn prairielearn(source: &Source, image: &ImageName) -> Result<Tree, Fault> {
    let words = Words::of(source.exercise, image);
    let mut bundle = image::folder(source, image, "")?;
    let question = format!("questions/{}", source.exercise.name.slug);
    put_filled(&mut bundle, &question, &PRAIRIELEARN, &words);
    put_filled(&mut bundle, "", &[("README.md", PRAIRIELEARN_README)], &words);
    let place = Path::new(&question);
    bundle.insert(place.join("tests/solution.rs"), solution(source.exercise)?);
    let stub = stub(&bundle, source.exercise);
    bundle.insert(place.join("student.rs"), stub);
    Ok(bundle)
}

/// What Classroom 50 needs: the image's folder, and an autograder. No solution: what
/// Classroom 50 keeps can be downloaded.
pub fn classroom50(source: &Source, image: &ImageName) -> Result<Tree, Fault> {
    let mut bundle = image::folder(source, image, "")?;
    put_filled(&mut bundle, "", &CLASSROOM50, &Words::of(source.exercise, image));
    let stub = stub(&bundle, source.exercise);
    bundle.insert("student.rs".into(), stub);
    Ok(bundle)
}

/// Two repositories: the students' template, and the one in which instructors grade.
pub fn github(spawner: &Spawner, course: &Course) -> Result<Tree, Fault> {
    let names = course.names()?;
    let student = gather(spawner, course, &names, Audience::Students)?;
    let mut grading = to_grade(spawner, course, &names, Audience::Platforms)?;
    for (place, text) in GITHUB {
        grading.tree.insert(place.into(), text.into());
    }
    let mut both = Tree::new();
    put_below(&mut both, "student", student.tree);
    put_below(&mut both, "grading", grading.tree);
    Ok(both)
}

/// Writes an archive, whole or not at all; an older one is not written over.
pub fn write(bytes: &[u8], to: &Path) -> Result<(), Fault> {
    if to.symlink_metadata().is_ok() {
        let what = format!("{} is there already", printable(to));
        return Err(Fault::new(what, "name a file that is not there yet"));
    }
    whole::write_bytes(to, bytes).map_err(|error| Fault::file("write", to, &error))
}

/// The course as a machine needs it that grades.
fn to_grade(
    spawner: &Spawner,
    course: &Course,
    names: &[Name],
    audience: Audience,
) -> Result<Copied, Fault> {
    if !course.root.join("grader/Cargo.toml").is_file() {
        let what = "this course does not bring the grader, and a platform has to build it";
        let hint = "put the grader's sources into the course's folder `grader/`";
        return Err(Fault::new(what, hint));
    }
    gather(spawner, course, names, audience)
}

fn solution(exercise: &Exercise) -> Result<Vec<u8>, Fault> {
    Ok(exercise.solution()?.source.into_bytes())
}

/// What a student begins with, as the image's course has it.
fn stub(bundle: &Tree, exercise: &Exercise) -> Vec<u8> {
    let place = Path::new("image/course/exercises").join(&exercise.name.folder).join(STUB);
    bundle.get(&place).cloned().unwrap_or_default()
}

/// All of a tree below a folder.
fn put_below(bundle: &mut Tree, folder: &str, tree: Tree) {
    for (place, bytes) in tree {
        bundle.insert(Path::new(folder).join(place), bytes);
    }
}

/// Texts with the exercise's words in their gaps, below a folder.
fn put_filled(bundle: &mut Tree, folder: &str, files: &[(&str, &str)], words: &Words) {
    for (place, text) in files {
        bundle.insert(Path::new(folder).join(place), words.fill(text).into());
    }
}
