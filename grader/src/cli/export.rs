//! `grade export`: a copy of the course for students, without solutions.

use super::{ACCEPTED, Desk, print};
use crate::fault::Fault;
use crate::process::Spawner;
use crate::report::{quoted, tell};
use crate::{export, tree};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The folder to write: not there yet, or empty
    folder: PathBuf,
}

impl Desk {
    /// Writes a student's copy of the course.
    pub(super) fn export(&self, args: &ExportArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let spawner = Spawner::new(self.launcher.clone(), self.isolation);
        tree::check_empty(&self.here.join(&args.folder))?;
        let copied = export::gather(&spawner, &course)?;
        tree::write(&copied.tree, &self.here.join(&args.folder))?;
        for note in &copied.notes {
            tell(&format!("note: {note}\n"));
        }
        let folder = quoted(&args.folder.display().to_string());
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
