//! An empty course in a folder of its own, to which `grade new` adds exercises. It needs
//! this program and cargo, and nothing of the repository that the program comes from.

use crate::engine;
use crate::fault::Fault;
use crate::process::Spawner;
use crate::tree::{self, Tree};
use std::collections::BTreeSet;
use std::path::Path;

/// The files that are the same in every new course.
const FILES: [(&str, &str); 9] = [
    (".gitignore", include_str!("../copies/course/gitignore")),
    (".rustfmt.toml", include_str!("../../.rustfmt.toml")),
    ("README.md", include_str!("../copies/course/README.md")),
    // Cargo takes a pattern that matches nothing for an error.
    ("exercises/README.md", include_str!("../copies/course/exercises.md")),
    // Git keeps no empty folder.
    ("solutions/.gitkeep", ""),
    ("lessons/book.toml", include_str!("../copies/course/book.toml")),
    ("lessons/src/SUMMARY.md", include_str!("../copies/course/SUMMARY.md")),
    ("lessons/src/introduction.md", include_str!("../copies/course/introduction.md")),
    ("lessons/src/adding_an_exercise.md", include_str!("../../lessons/src/adding_an_exercise.md")),
];
/// What a new exercise links, beside the crate of its spec.
const OF_EXERCISES: [&str; 3] = ["criterion", "rayon", "serde"];
const PINNED: &str = "# The grader that this course is for: `grade init --update` moves it on.";

/// Writes an empty course to `to`, whole or not at all.
pub fn create(spawner: &Spawner, to: &Path) -> Result<(), Fault> {
    tree::check_empty(to)?;
    let mut tree: Tree = engine::sources();
    for (place, text) in FILES {
        tree.insert(place.into(), text.into());
    }
    let (workspace, spec) = manifests()?;
    tree.insert("Cargo.toml".into(), workspace.into());
    tree.insert(Path::new(engine::SPEC).join("Cargo.toml"), spec.into());
    tree.insert("Cargo.lock".into(), engine::LOCK.into());
    tree::write(&tree::locked(tree, spawner)?, to)
}

/// The manifests of the workspace and of the crate that exercises link, made of this
/// program's own, so that all versions are those that it is tested with.
fn manifests() -> Result<(String, String), Fault> {
    let broken =
        |error: toml::de::Error| Fault::new(error.to_string(), "this is a bug in the grader");
    let mut own = engine::WORKSPACE.parse::<toml::Table>().map_err(broken)?;
    let mut spec = engine::SPEC_MANIFEST.parse::<toml::Table>().map_err(broken)?;
    spec.remove("dev-dependencies");
    let mut lib = toml::Table::new();
    lib.insert("test".to_owned(), false.into());
    spec.insert("lib".to_owned(), lib.into());
    let needed = names(&spec).chain(OF_EXERCISES.map(str::to_owned)).collect::<BTreeSet<_>>();
    let mut workspace = toml::Table::new();
    let mut shared = toml::Table::new();
    if let Some(toml::Value::Table(mut table)) = own.remove("workspace") {
        for key in ["resolver", "package", "lints"] {
            workspace.extend(table.remove_entry(key));
        }
        if let Some(toml::Value::Table(all)) = table.remove("dependencies") {
            shared.extend(all.into_iter().filter(|(name, _)| needed.contains(name)));
        }
    }
    shared.insert("grader_spec".to_owned(), path_to(engine::SPEC));
    workspace.insert("dependencies".to_owned(), shared.into());
    let members: Vec<toml::Value> = [engine::SPEC, "exercises/*"].map(Into::into).into();
    workspace.insert("members".to_owned(), members.into());
    let mut root = toml::Table::new();
    root.insert("workspace".to_owned(), workspace.into());
    let profile = "[profile.release]\ncodegen-units = 1\nstrip = \"debuginfo\"\n";
    let pin = format!("{PINNED}\n[workspace.metadata.grade]\nengine = \"{}\"\n", engine::VERSION);
    Ok((format!("{root}\n{profile}\n{pin}"), spec.to_string()))
}

/// The crates that a manifest names, those of one platform too.
fn names(manifest: &toml::Table) -> impl Iterator<Item = String> {
    let mut tables: Vec<&toml::Value> = manifest.get("dependencies").into_iter().collect();
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    tables.extend(targets.into_iter().flatten().filter_map(|(_, of)| of.get("dependencies")));
    let names = tables.into_iter().filter_map(toml::Value::as_table).flat_map(toml::Table::keys);
    names.cloned().collect::<Vec<_>>().into_iter()
}

fn path_to(place: &str) -> toml::Value {
    let mut table = toml::Table::new();
    table.insert("path".to_owned(), place.into());
    table.into()
}
