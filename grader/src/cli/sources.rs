//! `grade sources`: the files of a class, laid out for a program that compares them, such
//! as `JPlag`. What looks alike is for a person to judge.

use super::{ACCEPTED, CommandContext, print};
use crate::batch::intake::intake;
use crate::course::{Course, Exercise};
use crate::fault::Fault;
use crate::report::html::class::file_name;
use crate::report::{quoted, tell, visible};
use crate::tree::{self, Tree};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct SourcesArgs {
    /// The folder of submissions, as `grade batch` takes it
    submissions: PathBuf,
    /// The new folder: for each exercise `submissions`, with a folder for each student, and
    /// `base`, with the stub that all of them began with
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Take this exercise, and others that are named so (by default all)
    #[arg(long, value_name = "NAME")]
    exercise: Vec<String>,
}

/// Where the course's own solution stands among the submissions: a file that was copied from it looks like it.
/// No student's folder has this name.
const SOLUTION: &str = "~solution";
/// What each file is called.
const FILE: &str = "student.rs";

impl CommandContext {
    /// Lays the files of a class out.
    pub(super) fn sources(&self, args: &SourcesArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let out = self.here.join(&args.out);
        tree::check_empty(&out)?;
        let chosen: Vec<Exercise> = if args.exercise.is_empty() {
            course.names()?.iter().map(|name| course.read(name)).collect::<Result<_, _>>()?
        } else {
            args.exercise.iter().map(|word| course.exercise(word)).collect::<Result<_, _>>()?
        };
        let found = intake(&self.here.join(&args.submissions), &chosen, &course.names()?)?;
        let mut tree = Tree::new();
        let mut files = 0;
        for one in &found.found {
            let (Some(exercise), Ok(source)) = (&one.exercise, &one.source) else {
                tell(&format!("note: left out, as it cannot be read: {}\n", visible(&one.path)));
                continue;
            };
            let place = Path::new(exercise).join("submissions").join(file_name(&one.owner.id));
            files += 1;
            tree.insert(place.join(FILE), source.as_bytes().to_vec());
        }
        if tree.is_empty() {
            let what = format!("{} holds no file that can be read", args.submissions.display());
            return Err(Fault::new(what, "`grade batch --help` says how it may be laid out"));
        }
        for exercise in &chosen {
            self.add_own(&course, exercise, &mut tree)?;
        }
        tree::write(&tree, &out)?;
        let to = quoted(&args.out.display().to_string());
        print(&format!("{files} files of students in {to}, beside stubs and solutions\n"));
        Ok(ACCEPTED)
    }

    /// The stub, and the solution where the course holds one, beside an exercise's files.
    fn add_own(&self, course: &Course, exercise: &Exercise, tree: &mut Tree) -> Result<(), Fault> {
        let folder = Path::new(&exercise.name.slug);
        if !tree.keys().any(|place| place.starts_with(folder)) {
            return Ok(());
        }
        let stub = self.stub_of(course, exercise)?;
        tree.insert(folder.join("base").join(FILE), stub.into_bytes());
        if exercise.holds_solution().is_ok() {
            let place = folder.join("submissions").join(SOLUTION).join(FILE);
            tree.insert(place, exercise.solution()?.source.into_bytes());
        }
        Ok(())
    }
}
