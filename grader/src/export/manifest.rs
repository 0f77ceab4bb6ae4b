//! The packages of a student's copy: the grader, if the course brings it, and the crates
//! that the course's own workspace shares by path; manifests without what stays at home.

use crate::course::{Course, sorted_entries};
use crate::fault::Fault;
use crate::path::printable;
use crate::tree::{Tree, add};
use std::fs;
use std::path::{Component, Path, PathBuf};

const WORKSPACE: &str = "Cargo.toml";
/// Where a course keeps the grader, if it does.
const GRADER: &str = "grader";
/// The page that `grade init` writes into a new course.
const GUIDE: &str = "lessons/src/adding_an_exercise.md";
const MANIFEST_NOTE: &str = "# Written by `grade export` from the course's own manifest.\n";

/// Adds the workspace's manifest and every package beside the exercises.
pub(super) fn add_crates(tree: &mut Tree, course: &Course) -> Result<(), Fault> {
    let path = course.root.join(WORKSPACE);
    let mut workspace = parsed(&path)?;
    for place in shared_by_path(&workspace) {
        let is_inside = place.components().all(|part| matches!(part, Component::Normal(_)));
        if !is_inside {
            let what = format!(
                "{WORKSPACE}: the crate at {} lies outside the course, and cannot be copied",
                printable(&place)
            );
            return Err(Fault::new(what, "move it into the course's folder, or publish it"));
        }
        add_package(tree, course, &place)?;
    }
    let grader = Path::new(GRADER);
    if course.root.join(GRADER).join(WORKSPACE).is_file() {
        add_package(tree, course, grader)?;
        for texts in ["copies", "engine/template"] {
            add(tree, &course.root, &grader.join(texts))?;
        }
        // The program holds this page for new courses, and cannot be built without it.
        add(tree, &course.root, Path::new(GUIDE))?;
    }
    keep_members(tree, &mut workspace);
    tree.insert(WORKSPACE.into(), written(&workspace));
    Ok(())
}

/// The crates that members of the workspace share and that lie in a folder.
fn shared_by_path(workspace: &toml::Table) -> Vec<PathBuf> {
    let shared = workspace.get("workspace").and_then(|workspace| workspace.get("dependencies"));
    let shared = shared.and_then(toml::Value::as_table);
    let path = |krate: &toml::Value| Some(PathBuf::from(krate.get("path")?.as_str()?));
    shared.into_iter().flatten().filter_map(|(_, krate)| path(krate)).collect()
}

/// Members that are in the copy. A pattern stays where it is one of the exercises.
fn keep_members(tree: &Tree, workspace: &mut toml::Table) {
    let is_here = |member: &toml::Value| {
        let place = member.as_str().unwrap_or_default();
        place.starts_with("exercises") || tree.contains_key(&Path::new(place).join(WORKSPACE))
    };
    let table = workspace.get_mut("workspace").and_then(toml::Value::as_table_mut);
    let Some(table) = table else { return };
    for key in ["members", "default-members"] {
        if let Some(members) = table.get_mut(key).and_then(toml::Value::as_array_mut) {
            members.retain(is_here);
        }
    }
}

/// A package without its tests and benches.
fn add_package(tree: &mut Tree, course: &Course, place: &Path) -> Result<(), Fault> {
    let path = course.root.join(place).join(WORKSPACE);
    let mut manifest = parsed(&path)?;
    for key in ["bench", "test", "example", "dev-dependencies"] {
        manifest.remove(key);
    }
    for target in ["lib", "bin"] {
        without_tests(manifest.get_mut(target));
    }
    tree.insert(place.join(WORKSPACE), written(&manifest));
    add(tree, &course.root, &place.join("build.rs"))?;
    add_sources(tree, course, &place.join("src"))
}

/// `cargo test` in the copy has nothing to do with the grader's own tests.
fn without_tests(target: Option<&mut toml::Value>) {
    let tables: Vec<&mut toml::Value> = match target {
        Some(toml::Value::Array(targets)) => targets.iter_mut().collect(),
        Some(target) => vec![target],
        None => Vec::new(),
    };
    for table in tables.into_iter().filter_map(toml::Value::as_table_mut) {
        table.insert("test".to_owned(), false.into());
    }
}

/// Sources, those of tests left out.
fn add_sources(tree: &mut Tree, course: &Course, place: &Path) -> Result<(), Fault> {
    for path in sorted_entries(&course.root.join(place))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_of_tests =
            ["tests", "tests.rs", "snapshots"].contains(&&*name) || name.ends_with("_tests.rs");
        if is_of_tests {
            continue;
        }
        if path.is_dir() {
            add_sources(tree, course, &place.join(name))?;
        } else {
            add(tree, &course.root, &place.join(name))?;
        }
    }
    Ok(())
}

fn parsed(path: &Path) -> Result<toml::Table, Fault> {
    let text = fs::read_to_string(path).map_err(|error| Fault::file("read", path, &error))?;
    text.parse::<toml::Table>().map_err(|error| {
        let what = format!("{}: {error}", printable(path));
        Fault::new(what, "mend the manifest; `git diff` shows what changed")
    })
}

fn written(manifest: &toml::Table) -> Vec<u8> {
    format!("{MANIFEST_NOTE}\n{manifest}").into_bytes()
}
