//! `grade export`: a copy of the course for students, without solutions, and bundles for
//! platforms that grade for the record.

use super::{ACCEPTED, Desk, print};
use crate::course::Course;
use crate::export::{self, Audience, bundle};
use crate::fault::Fault;
use crate::process::Spawner;
use crate::report::{quoted, tell};
use crate::tree;
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Write a copy for students into this folder: not there yet, or empty
    #[arg(group = "to")]
    folder: Option<PathBuf>,
    /// Write two repositories into a folder: a template for students, and one to grade in
    #[arg(long, group = "to", value_name = "DIR")]
    github: Option<PathBuf>,
    /// Write the archive of an assignment on Gradescope; it holds the solution
    #[arg(long, group = "to", value_name = "ZIP", requires = "exercise")]
    gradescope: Option<PathBuf>,
    /// The exercise of the assignment
    #[arg(long, value_name = "EX", requires = "gradescope")]
    exercise: Option<String>,
}

impl Desk {
    /// Writes a copy of the course, for students or for a platform.
    pub(super) fn export(&self, args: &ExportArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let spawner = Spawner::new(self.launcher.clone(), self.isolation.into());
        let ExportArgs { folder, github, gradescope, exercise } = args;
        if let Some(to) = folder {
            return self.export_for_students(&course, &spawner, to);
        }
        if let Some(to) = github {
            tree::check_empty(&self.here.join(to))?;
            tree::write(&bundle::github(&spawner, &course)?, &self.here.join(to))?;
            let to = quoted(&to.display().to_string());
            print(&format!(
                "\nTwo repositories: {to}\n\n  student/  the template for students, without \
                 solutions\n  grading/  yours, private: its README.md says what comes next\n"
            ));
            return Ok(ACCEPTED);
        }
        let (Some(to), Some(word)) = (gradescope, exercise) else {
            let hint = "`grade export DIR` writes a copy for students; `grade export --help` \
                        lists what else there is";
            return Err(Fault::new("where to?", hint));
        };
        let exercise = course.exercise(word)?;
        bundle::write(&bundle::gradescope(&spawner, &course, &exercise)?, &self.here.join(to))?;
        print(&format!(
            "\nAn autograder of `{}` for Gradescope, with its solution: {}\n\n  \
             Upload it, and choose 2 CPUs or more, and a time limit of 20 minutes.\n  \
             The image takes some minutes to build; a grading takes a minute or two.\n",
            exercise.name.slug,
            quoted(&to.display().to_string()),
        ));
        Ok(ACCEPTED)
    }

    fn export_for_students(
        &self,
        course: &Course,
        spawner: &Spawner,
        to: &Path,
    ) -> Result<u8, Fault> {
        let place = self.here.join(to);
        tree::check_empty(&place)?;
        let copied = export::gather(spawner, course, &course.names()?, Audience::Students)?;
        tree::write(&copied.tree, &place)?;
        for note in &copied.notes {
            tell(&format!("note: {note}\n"));
        }
        let folder = quoted(&to.display().to_string());
        print(&format!(
            "\nA copy for students, without solutions: {folder}\n\n  \
             {} exercises, each with its page, stub and spec\n  \
             no solutions, mutants, alternatives and pages for instructors\n  \
             README.md and a workflow of its own\n\n{}\n  {}\n",
            copied.exercises,
            self.paint.strong("Next: look at its README.md, and make a repository of it:"),
            self.paint.strong(&format!("cd {folder} && git init && git add .")),
        ));
        Ok(ACCEPTED)
    }
}
