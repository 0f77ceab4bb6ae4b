//! The engine that a course in its own repository is pinned to: this program, by its
//! version, and the crate that its exercises link, whose sources this program holds.
//!
//! Grader and binaries talk in a protocol of their own, so a spec's crate of another
//! version would fail in the middle of a grading. It is refused before, with its mend.

use crate::course::{Course, sorted_entries};
use crate::fault::Fault;
use crate::tree::{self, Tree};
use crate::whole;
use std::fs;
use std::path::{Path, PathBuf};

/// This program's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Where a course has the crate that its exercises link.
pub const SPEC: &str = "grader/spec";
/// The workspace that the grader was built in.
pub const WORKSPACE: &str = include_str!("../../Cargo.toml");
/// Its lock file: a new course begins with the versions that the grader is tested with.
pub const LOCK: &str = include_str!("../../Cargo.lock");
/// The manifest of the crate.
pub const SPEC_MANIFEST: &str = include_str!("../spec/Cargo.toml");

/// The sources of the crate.
macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../spec/src/", $name)))),*]
    };
}
const SOURCES: [(&str, &str); 15] = sources![
    "answer.rs",
    "counted.rs",
    "dependence.rs",
    "files.rs",
    "graph.rs",
    "kernel.rs",
    "lib.rs",
    "panics.rs",
    "placed.rs",
    "pool.rs",
    "protocol.rs",
    "serve.rs",
    "threads.rs",
    "timeit.rs",
    "trace.rs",
];

/// The crate's sources, by their places in a course.
pub fn sources() -> Tree {
    let place = |name| Path::new(SPEC).join("src").join(name);
    SOURCES.iter().map(|(name, text)| (place(name), text.as_bytes().to_vec())).collect()
}

/// Refuses a course that is pinned to another engine. A course that has the grader in its
/// own workspace is pinned to none.
pub fn check(course: &Course) -> Result<(), Fault> {
    let Some(pinned) = pinned(course)? else { return Ok(()) };
    let hint = format!(
        "install the grader that the course names, or move the course to this one: \
         `grade init --update`, then `grade verify`, in {}",
        course.root.display()
    );
    if pinned != VERSION {
        let what = format!(
            "this course is pinned to version {pinned} of the grader, and this is version {VERSION}"
        );
        return Err(Fault::new(what, hint));
    }
    if let Some(place) = differing(course)? {
        let what = format!("{} is not that of this grader, {VERSION}", place.display());
        return Err(Fault::new(what, hint));
    }
    Ok(())
}

/// The version that the course's manifest names, under `[workspace.metadata.grade]`.
fn pinned(course: &Course) -> Result<Option<String>, Fault> {
    let path = course.root.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(|error| Fault::file("read", &path, &error))?;
    let manifest = text
        .parse::<toml::Table>()
        .map_err(|error| Fault::new(format!("{}: {error}", path.display()), "mend the manifest"))?;
    let mut value = manifest.get("workspace");
    for key in ["metadata", "grade", "engine"] {
        value = value.and_then(|value| value.get(key));
    }
    Ok(value.and_then(toml::Value::as_str).map(str::to_owned))
}

/// A source of the course's crate that differs from this program's, if one does.
fn differing(course: &Course) -> Result<Option<PathBuf>, Fault> {
    let sources = sources();
    let changed = sources
        .iter()
        .find(|(place, text)| fs::read(course.root.join(place)).ok().as_ref() != Some(*text));
    if let Some((place, _)) = changed {
        return Ok(Some(place.clone()));
    }
    let folder = Path::new(SPEC).join("src");
    for path in sorted_entries(&course.root.join(&folder))? {
        let place = folder.join(path.file_name().unwrap_or_default());
        if !sources.contains_key(&place) {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// Moves a course to this engine: its crate and its pin. The pin comes last, so that a
/// change that fails half way is seen.
pub fn update(course: &Course) -> Result<(), Fault> {
    let path = course.root.join("Cargo.toml");
    let Some(pinned) = pinned(course)? else {
        let what = format!("{} is pinned to no engine", path.display());
        return Err(Fault::new(what, "`--update` is for a course that `grade init` has made"));
    };
    let folder = course.root.join(SPEC).join("src");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| Fault::file("replace", &folder, &error))?;
    }
    tree::lay_out(&sources(), &course.root)?;
    let text = fs::read_to_string(&path).map_err(|error| Fault::file("read", &path, &error))?;
    let line = |version: &str| format!("engine = \"{version}\"");
    let text = text.replacen(&line(&pinned), &line(VERSION), 1);
    whole::write(&path, &text).map_err(|error| Fault::file("write", &path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_sources_of_the_spec_are_here() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec/src");
        let here: Vec<String> = sorted_entries(&folder)
            .expect("the spec's crate")
            .into_iter()
            .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
            .collect();
        assert_eq!(here, SOURCES.map(|(name, _)| name));
    }
}
