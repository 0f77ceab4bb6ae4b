//! Puts the stub back in the place of a student's file, and keeps the file. The
//! stub is the newest version in the course's history that still has its `todo!`.

use super::{Course, Exercise};
use crate::candidate::is_unfinished;
use crate::fault::Fault;
use crate::process::{Limits, Program, Spawner};
use crate::whole;
use std::fs;
use std::path::{Path, PathBuf};

/// Where files are kept, below the course's folder.
const KEPT: &str = "target/grade/kept";
/// So many versions of a file are looked through.
const VERSIONS_MAX: usize = 200;
const GIT: Limits = Limits { time_wall_s: 30.0, memory_peak_mib: 1024 };

/// Resets the student's file and says where the old one is kept, as a path below
/// the course's folder; nothing if there was none. Either both happen or nothing
/// does.
pub fn reset(
    spawner: &Spawner,
    course: &Course,
    exercise: &Exercise,
) -> Result<Option<PathBuf>, Fault> {
    let stub = stub(spawner, course, exercise)?;
    let path = exercise.folder().join("student.rs");
    let kept = if path.exists() { Some(keep(course, &exercise.name.slug, &path)?) } else { None };
    whole::write(&path, &stub).map_err(|error| Fault::file("write", &path, &error))?;
    Ok(kept)
}

/// The newest version of the file that has something left to write. A student may
/// have committed an answer since, and an instructor may have mended the stub.
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
    let commits = git(&["log", "--format=%H", "--diff-filter=AMR", "--", &file])?;
    if commits.is_empty() {
        return Err(lost("git knows no commit with it"));
    }
    for commit in commits.lines().take(VERSIONS_MAX) {
        let version = git(&["show", &format!("{commit}:./{file}")])?;
        if is_unfinished(&version) {
            return Ok(version);
        }
    }
    Err(lost("no version in git has a `todo!` left"))
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
