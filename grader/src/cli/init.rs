//! `grade init`: a course in a repository of its own, pinned to this program.

use super::{ACCEPTED, CommandContext, print};
use crate::fault::Fault;
use crate::process::Spawner;
use crate::report::quoted;
use crate::{engine, init};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder to write: not there yet, or empty
    #[arg(required_unless_present = "update")]
    folder: Option<PathBuf>,
    /// Move the course that you are in to this version of the grader
    #[arg(long, conflicts_with = "folder")]
    update: bool,
}

impl CommandContext {
    /// Writes an empty course, or moves one to this engine.
    pub(super) fn init(&self, args: &InitArgs) -> Result<u8, Fault> {
        let spawner = Spawner::new(self.launcher.clone(), self.isolation.into());
        let Some(folder) = &args.folder else {
            let course = self.found_course()?;
            engine::update(&course)?;
            print(&format!("This course is pinned to {} now. Next: verify it.\n", engine::VERSION));
            return Ok(ACCEPTED);
        };
        init::create(&spawner, &self.here.join(folder))?;
        let (folder, command) = (quoted(&folder.display().to_string()), self.command);
        print(&format!(
            "\nAn empty course, pinned to version {} of the grader: {folder}\n\n{}\n  {}\n  {}\n",
            engine::VERSION,
            self.paint.strong("Next: add an exercise, complete and sound, and change it:"),
            self.paint.strong(&format!("cd {folder} && git init")),
            self.paint.strong(&format!("{command} new my_topic")),
        ));
        Ok(ACCEPTED)
    }
}
