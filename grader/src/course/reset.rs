//! Puts the stub back in the place of a student's file, and keeps the file. The
//! stub is the version that the course's history began with.

use super::{Course, Exercise};
use crate::fault::Fault;
use crate::process::{Limits, Program, Spawner};
use crate::whole;
use std::fs;
use std::path::{Path, PathBuf};

/// Where files are kept, below the course's folder.
const KEPT: &str = "target/grade/kept";
const GIT: Limits = Limits { time_wall_s: 30.0, memory_peak_mib: 1024 };

/// Resets the student's file and says where the old one is kept, as a path below
/// the course's folder. Either both happen or nothing does.
pub fn reset(spawner: &Spawner, course: &Course, exercise: &Exercise) -> Result<PathBuf, Fault> {
    let stub = stub(spawner, course, exercise)?;
    let path = exercise.folder().join("student.rs");
    let kept = keep(course, &exercise.name.slug, &path)?;
    whole::write(&path, &stub).map_err(|error| Fault::file("write", &path, &error))?;
    Ok(kept)
}

/// The file as it first came into the history.
pub fn stub(spawner: &Spawner, course: &Course, exercise: &Exercise) -> Result<String, Fault> {
    let file = format!("exercises/{}/student.rs", exercise.name.folder);
    let lost = |said: &str| {
        let what = format!("the stub of `{}` cannot be found: {}", exercise.name.slug, said.trim());
        let hint = "it comes from the course's git history: is git installed, and is this folder \
                    a clone? nothing was changed";
        Fault::new(what, hint)
    };
    let git = |arguments: &[&str]| {
        let program = Program::new(Path::new("git"), &course.root).args(arguments);
        let finished = spawner.run(&program, GIT)?;
        if finished.success() { Ok(finished.stdout) } else { Err(lost(&finished.stderr)) }
    };
    let added = git(&["log", "--diff-filter=A", "--format=%H", "--", &file])?;
    // The newest comes first; a file that was moved here was added here.
    let Some(commit) = added.lines().next_back() else {
        return Err(lost("git knows no commit that added it"));
    };
    git(&["show", &format!("{commit}:./{file}")])
}

/// Copies the file to a name that is free.
fn keep(course: &Course, slug: &str, path: &Path) -> Result<PathBuf, Fault> {
    let folder = course.root.join(KEPT);
    fs::create_dir_all(&folder).map_err(|error| Fault::file("create", &folder, &error))?;
    let names = (1_u32..).map(|number| Path::new(KEPT).join(format!("{slug}-{number}.rs")));
    for name in names {
        let target = course.root.join(&name);
        match fs::File::create_new(&target) {
            Ok(_) => {
                fs::copy(path, &target).map_err(|error| Fault::file("keep", path, &error))?;
                return Ok(name);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Fault::file("create", &target, &error)),
        }
    }
    unreachable!("the numbers do not end")
}
