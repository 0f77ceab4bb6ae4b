//! The place for files that belong to inputs: the judge writes them, and each reader is
//! shown those of its turn.

use super::memory::Part;
use crate::fault::Fault;
use crate::process::Program;
use crate::process::enclosure::Enclosure;
use grader_spec::{FILES, SHOWN};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// A grading is over after so long: a folder that is older was left by a grader that was
/// killed.
const IN_USE_MAX: Duration = Duration::from_hours(2);

/// The folder of one grading's input files. It goes with this value.
#[derive(Debug)]
pub struct InputFiles {
    folder: TempDir,
}

/// What a process may do there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It makes inputs.
    Write,
    /// It reads what it is shown.
    Read(Part),
}

impl InputFiles {
    /// A folder with a place for the writer and one for each reader.
    pub fn create(store: &Path) -> Result<Self, Fault> {
        let parent = store.join("files");
        let refused = |error| Fault::file("make a folder for input files in", &parent, &error);
        fs::create_dir_all(&parent).map_err(refused)?;
        // Absolute, since it is named to processes that work elsewhere.
        let parent = fs::canonicalize(&parent).map_err(refused)?;
        remove_forgotten(&parent);
        let folder = tempfile::Builder::new()
            .permissions(Permissions::from_mode(0o755))
            .tempdir_in(&parent)
            .map_err(refused)?;
        let files = Self { folder };
        for place in [files.made(), files.shown(Part::Candidate), files.shown(Part::Rival)] {
            fs::create_dir(&place).map_err(refused)?;
            // A grader that is root has a judge that is not.
            fs::set_permissions(&place, Permissions::from_mode(0o777)).map_err(refused)?;
        }
        Ok(files)
    }

    fn made(&self) -> PathBuf {
        self.folder.path().join("made")
    }

    fn shown(&self, part: Part) -> PathBuf {
        self.folder.path().join(match part {
            Part::Candidate => "candidate",
            Part::Rival => "rival",
        })
    }

    /// The program in its enclosure, with what it may do here.
    pub fn open_to(&self, program: Program, enclosure: Enclosure, access: Access) -> Program {
        match access {
            Access::Write => {
                let shown = [Part::Candidate, Part::Rival].map(|part| self.shown(part));
                let shown = std::env::join_paths(shown).unwrap_or_default();
                let enclosure = enclosure.writing(self.folder.path());
                program.env(FILES, self.made()).env(SHOWN, shown).enclosed(enclosure)
            }
            Access::Read(part) => {
                let shown = self.shown(part);
                program.env(FILES, &shown).enclosed(enclosure.reading(&shown))
            }
        }
    }
}

fn remove_forgotten(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let made = entry.metadata().and_then(|data| data.modified());
        let age = made.ok().and_then(|made| made.elapsed().ok());
        if age.is_some_and(|age| age > IN_USE_MAX) {
            // Another grader may be removing it as well.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
