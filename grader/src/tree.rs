//! A folder that appears whole or not at all: its files, by their places in it.

use crate::compile::Compiler;
use crate::fault::Fault;
use crate::path::printable;
use crate::process::{Spawner, temporary_folder};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Files by their place.
pub type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// The lock file of a workspace.
const LOCK: &str = "Cargo.lock";

/// Writes all of it to a folder that is not there yet, or is empty.
pub fn write(tree: &Tree, to: &Path) -> Result<(), Fault> {
    check_empty(to)?;
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let stage = tempfile::Builder::new().prefix(".grade-").tempdir_in(parent);
    let stage = stage.map_err(|error| Fault::file("write in", parent, &error))?;
    // A temporary folder is for its owner alone; one in it is like any other.
    let root = stage.path().join("whole");
    lay_out(tree, &root)?;
    fs::rename(&root, to).map_err(|error| Fault::file("write", to, &error))
}

/// Refuses a folder that has something in it.
pub fn check_empty(to: &Path) -> Result<(), Fault> {
    let refused = |what: &str| {
        let what = format!("{} {what}", printable(to));
        Err(Fault::new(what, "name a folder that is not there yet, or an empty one"))
    };
    match fs::read_dir(to).map(Iterator::count) {
        Ok(0) => Ok(()),
        Ok(_) => refused("is not empty"),
        Err(_) if to.symlink_metadata().is_ok() => refused("is no folder"),
        Err(_) => Ok(()),
    }
}

/// Writes the files one by one.
pub fn lay_out(tree: &Tree, root: &Path) -> Result<(), Fault> {
    for (place, bytes) in tree {
        let path = root.join(place);
        let folder = path.parent().unwrap_or(root);
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, bytes));
        written.map_err(|error| Fault::file("write", &path, &error))?;
    }
    Ok(())
}

/// The same workspace with its lock file as cargo has it: the one that is in the tree,
/// without what no member needs. What stays keeps its version.
pub fn locked(mut tree: Tree, spawner: &Spawner) -> Result<Tree, Fault> {
    let folder = temporary_folder()?;
    lay_out(&tree, folder.path())?;
    Compiler::new(spawner.clone(), folder.path())?.lock_anew(folder.path())?;
    let lock = folder.path().join(LOCK);
    let bytes = fs::read(&lock).map_err(|error| Fault::file("read", &lock, &error))?;
    tree.insert(LOCK.into(), bytes);
    Ok(tree)
}

/// A file of a course below its root, or all of a folder, if it is there. Links are not
/// followed: what they lead to is not the course's.
pub fn add(tree: &mut Tree, root: &Path, place: &Path) -> Result<(), Fault> {
    let path = root.join(place);
    let Ok(about) = path.symlink_metadata() else { return Ok(()) };
    if about.is_dir() {
        for entry in crate::course::sorted_entries(&path)? {
            add(tree, root, &place.join(entry.file_name().unwrap_or_default()))?;
        }
    } else if about.is_file() {
        let bytes = fs::read(&path).map_err(|error| Fault::file("read", &path, &error))?;
        tree.insert(place.to_owned(), bytes);
    }
    Ok(())
}
