//! Puts the stub back in the place of a student's file, and keeps the file. The
//! stub is what the course's history had there, not what the student committed.

use crate::candidate::is_unfinished;
use crate::course::{Course, Exercise};
use crate::fault::Fault;
use crate::process::{Limits, Program, Spawner};
use crate::whole;
use std::fs;
use std::path::{Path, PathBuf};

/// Where files are kept, below the course's folder. `cargo clean` removes all of `target`.
const KEPT: &str = "kept";
/// How many versions of a file are looked through.
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

/// The newest version of the file that the course's authors committed and that has
/// something left to write.
///
/// A student commits to the same history, half-finished files with a `todo!` too, and
/// git does not say whose commit is whose. Taken for the authors' are: the first
/// commit with the file; each that also changed a solution or a lesson, as an author
/// who mends a stub does and a student who solves an exercise does not; and each by the first one's author,
/// where `git config user.email` says that this is somebody else. So a stub that was
/// mended alone by a second author stays unseen, and an older one comes back. A folder
/// with another number is followed, and a clone without its history has one commit,
/// which is the first.
///
/// A copy without solutions has the stub as a file, and needs no history.
pub fn stub(spawner: &Spawner, course: &Course, exercise: &Exercise) -> Result<String, Fault> {
    let copy = exercise.stub();
    if copy.is_file() {
        return fs::read_to_string(&copy).map_err(|error| Fault::file("read", &copy, &error));
    }
    let history = History { spawner, course, exercise };
    let versions = history.versions()?;
    let Some(first) = versions.last() else {
        return Err(history.lost("git knows no commit with it"));
    };
    let me = history.git(&["config", "user.email"]).unwrap_or_default();
    let author =
        Some(first.author.as_str()).filter(|_| !me.is_empty() && me.trim() != first.author);
    for version in versions.iter().take(VERSIONS_MAX) {
        if Some(version.author.as_str()) == author || history.is_of_authors(version)? {
            let text = history.text(version)?;
            if is_unfinished(&text) {
                return Ok(text);
            }
        }
    }
    let text = history.text(first)?;
    if is_unfinished(&text) {
        return Ok(text);
    }
    Err(history.lost("no version that the course's authors committed has a `todo!` left"))
}

/// The student's file as the last commit has it: in a repository of the course's authors
/// that is the stub.
pub fn committed(spawner: &Spawner, course: &Course, exercise: &Exercise) -> Result<String, Fault> {
    let history = History { spawner, course, exercise };
    history.git(&["show", &format!("HEAD:./exercises/{}/student.rs", exercise.name.folder)])
}

/// A commit that changed the student's file.
#[derive(Debug)]
struct Version {
    commit: String,
    author: String,
    /// What the file was called there, from the top of the repository.
    path: String,
}

/// What git knows of one student's file.
struct History<'a> {
    spawner: &'a Spawner,
    course: &'a Course,
    exercise: &'a Exercise,
}

impl History<'_> {
    fn git(&self, arguments: &[&str]) -> Result<String, Fault> {
        let program = Program::new(Path::new("git"), &self.course.root)
            .args(["-c", "core.quotePath=false", "-c", "log.showSignature=false"])
            .args(arguments);
        let finished = self.spawner.run(&program, GIT)?;
        if finished.success() { Ok(finished.stdout) } else { Err(self.lost(&finished.stderr)) }
    }

    fn lost(&self, said: &str) -> Fault {
        let slug = &self.exercise.name.slug;
        let what = format!("the stub of `{slug}` cannot be found: {}", said.trim());
        let hint = "it comes from the course's git history: is git installed, and is this folder \
                    a clone? nothing was changed";
        Fault::new(what, hint)
    }

    /// All versions, the newest first.
    fn versions(&self) -> Result<Vec<Version>, Fault> {
        let file = format!("exercises/{}/student.rs", self.exercise.name.folder);
        // A merge that keeps the student's file would hide the other side's versions.
        let log = ["log", "--full-history", "--follow", "--name-only", "--diff-filter=AMR"];
        let said = self.git(&[&log[..], &["--format=%x1e%H %ae", "--", &file]].concat())?;
        let version = |entry: &str| {
            let (commit, rest) = entry.split_once(' ')?;
            let (author, path) = rest.split_once('\n')?;
            let [commit, author, path] = [commit, author, path.trim()].map(str::to_owned);
            Some(Version { commit, author, path })
        };
        // `--follow` may take a removed exercise's file for an older form of this one.
        let slug = format!("_{}/student.rs", self.exercise.name.slug);
        let versions = said.split('\u{1e}').filter_map(version);
        Ok(versions.take_while(|version| version.path.ends_with(&slug)).collect())
    }

    fn is_of_authors(&self, version: &Version) -> Result<bool, Fault> {
        let changed = ["diff-tree", "--root", "-r", "--no-commit-id", "--name-only"];
        let places = [version.commit.as_str(), "--", "solutions", "lessons"];
        Ok(!self.git(&[&changed[..], &places].concat())?.is_empty())
    }

    fn text(&self, version: &Version) -> Result<String, Fault> {
        self.git(&["show", &format!("{}:{}", version.commit, version.path)])
    }
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
