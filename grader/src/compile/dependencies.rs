//! The crates that an exercise's manifest names, built once by cargo.
//!
//! The manifest is copied into a workspace of the grader's own, with empty
//! targets, so that a student's half-written file cannot break the build and
//! the source tree is never written.

use super::{CARGO, Compiler, FLAGS, Hash, write};
use crate::course::{Exercise, sorted_entries};
use crate::fault::Fault;
use crate::process::Program;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// The crate that only the spec may name.
const SPEC_CRATE: &str = "grader_spec";

/// Where an exercise's dependencies lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependencies {
    /// A hash of manifest, lock file, toolchain and the spec's crate.
    pub key: String,
    /// The folder of all crates, the indirect ones too.
    search: PathBuf,
    /// The crates that the manifest names.
    direct: Vec<Crate>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Crate {
    /// As the code names it.
    name: String,
    file: PathBuf,
}

impl Dependencies {
    /// Arguments for the spec, which may name every crate.
    pub fn externs_of_spec(&self) -> Vec<String> {
        self.externs(|_| true)
    }

    /// Arguments for the student's file, which may not name the spec's crate.
    pub fn externs_of_student(&self) -> Vec<String> {
        self.externs(|name| name != SPEC_CRATE)
    }

    /// The crates that the student's file may name.
    pub fn names_of_student(&self) -> Vec<&str> {
        self.direct.iter().map(|krate| &*krate.name).filter(|name| *name != SPEC_CRATE).collect()
    }

    /// The folder that holds all of them, and nothing of any candidate.
    pub fn folder(&self) -> &Path {
        self.search.parent().unwrap_or(&self.search)
    }

    fn externs(&self, may_name: fn(&str) -> bool) -> Vec<String> {
        let search = ["-L".to_owned(), format!("dependency={}", self.search.display())];
        let named = self.direct.iter().filter(|krate| may_name(&krate.name));
        let externs = named.flat_map(|krate| {
            ["--extern".to_owned(), format!("{}={}", krate.name, krate.file.display())]
        });
        search.into_iter().chain(externs).collect()
    }

    /// False once somebody has removed one of them.
    pub fn all_there(&self) -> bool {
        self.direct.iter().all(|krate| krate.file.is_file())
    }
}

/// Builds the exercise's dependencies, or finds them built.
pub fn build(compiler: &Compiler, exercise: &Exercise) -> Result<Dependencies, Fault> {
    let files = CourseFiles::read(exercise)?;
    let key = files.key(&compiler.toolchain.version);
    let folder = compiler.store.join("deps");
    let record = folder.join(format!("{}.json", exercise.name.slug));
    let recorded = fs::read_to_string(&record).ok();
    let known = recorded.and_then(|text| serde_json::from_str::<Dependencies>(&text).ok());
    if let Some(known) = known.filter(|known| known.key == key && known.all_there()) {
        return Ok(known);
    }
    let workspace = folder.join(&exercise.name.slug);
    files.lay_out(&workspace, exercise)?;
    // The record outlives this path to the folder, which may lead over a link.
    let target = fs::canonicalize(&folder)
        .map_err(|error| Fault::file("read", &folder, &error))?
        .join("target");
    let direct = run_cargo(compiler, exercise, &workspace, &target)?;
    let needs = Dependencies { key, search: target.join("release/deps"), direct };
    let text = serde_json::to_string(&needs)
        .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
    replace(&record, &text)?;
    Ok(needs)
}

/// The files that decide what the dependencies are.
struct CourseFiles {
    workspace: String,
    lock: String,
    manifest_path: PathBuf,
    manifest: String,
    /// The sources of the spec's crate, which is not in any registry.
    spec_crate: Vec<u8>,
}

impl CourseFiles {
    fn read(exercise: &Exercise) -> Result<Self, Fault> {
        let read = |path: &Path| {
            fs::read_to_string(path).map_err(|error| Fault::file("read", path, &error))
        };
        let manifest_path = exercise.folder().join("Cargo.toml");
        let mut spec_crate = Vec::new();
        let workspace = read(&exercise.root.join("Cargo.toml"))?;
        let crate_folder = spec_crate_folder(&exercise.root, &workspace)?;
        let mut sources = sorted_entries(&crate_folder.join("src"))?;
        sources.push(crate_folder.join("Cargo.toml"));
        for path in sources {
            spec_crate.extend(read(&path)?.into_bytes());
        }
        Ok(Self {
            workspace,
            lock: read(&exercise.root.join("Cargo.lock"))?,
            manifest: read(&manifest_path)?,
            manifest_path,
            spec_crate,
        })
    }

    fn key(&self, toolchain: &str) -> String {
        let mut hash = Hash::default();
        hash.part(toolchain.as_bytes());
        for flag in FLAGS {
            hash.part(flag.as_bytes());
        }
        for text in [&self.workspace, &self.lock, &self.manifest] {
            hash.part(text.as_bytes());
        }
        hash.part(&self.spec_crate);
        hash.key()
    }

    /// Writes a workspace with one member that has the exercise's dependencies
    /// and nothing else.
    fn lay_out(&self, folder: &Path, exercise: &Exercise) -> Result<(), Fault> {
        let parse = |path: &Path, text: &str| {
            text.parse::<toml::Table>().map_err(|error| {
                let what = format!("{}: {error}", path.display());
                Fault::new(what, "mend the manifest; `git diff` shows what changed")
            })
        };
        let manifest = parse(&self.manifest_path, &self.manifest)?;
        let package = manifest.get("package").and_then(|package| package.get("name"));
        if package.and_then(toml::Value::as_str) != Some(&exercise.name.slug) {
            let what = format!(
                "{}: the package's name is not the slug `{}`",
                self.manifest_path.display(),
                exercise.name.slug
            );
            return Err(Fault::new(
                what,
                "name package and [[bin]] like the folder, without its number",
            ));
        }
        let dependencies = manifest.get("dependencies").cloned();
        let root_path = exercise.root.join("Cargo.toml");
        let mut workspace = parse(&root_path, &self.workspace)?;
        let profile =
            workspace.remove("profile").and_then(|profile| profile.get("release").cloned());
        let workspace = workspace.remove("workspace");
        let shared = workspace.and_then(|workspace| workspace.get("dependencies").cloned());
        let mut shared = shared.unwrap_or_else(|| toml::Table::new().into());
        if let Some(path) = shared.get_mut(SPEC_CRATE).and_then(|spec| spec.get_mut("path")) {
            let folder = spec_crate_folder(&exercise.root, &self.workspace)?;
            *path = folder.to_string_lossy().into_owned().into();
        }
        let name = toml::Value::from(exercise.name.slug.clone());
        let mut member = toml::toml! {
            [package]
            version = "0.0.0"
            edition = "2024"
            publish = false
            [workspace]
            resolver = "3"
        };
        insert(&mut member, "package", "name", name);
        insert(&mut member, "workspace", "dependencies", shared);
        member.insert(
            "dependencies".to_owned(),
            dependencies.unwrap_or_else(|| toml::Table::new().into()),
        );
        if let Some(mut release) = profile {
            // Only the root of a workspace may name the profile of a package.
            release.as_table_mut().map(|release| release.remove("package"));
            member.insert(
                "profile".to_owned(),
                toml::Table::from_iter([("release".to_owned(), release)]).into(),
            );
        }
        let source = folder.join("src");
        fs::create_dir_all(&source).map_err(|error| Fault::file("create", &source, &error))?;
        replace(&source.join("lib.rs"), "")?;
        replace(&folder.join("Cargo.lock"), &self.lock)?;
        replace(&folder.join("Cargo.toml"), &member.to_string())
    }
}

/// Where the workspace says that the spec's crate lies.
fn spec_crate_folder(root: &Path, workspace: &str) -> Result<PathBuf, Fault> {
    let table = workspace.parse::<toml::Table>().ok();
    let path = table.as_ref().and_then(|table| {
        let shared = table.get("workspace")?.get("dependencies")?;
        shared.get(SPEC_CRATE)?.get("path")?.as_str()
    });
    path.map(|path| root.join(path)).ok_or_else(|| {
        let what = format!("{} has no path for `{SPEC_CRATE}`", root.join("Cargo.toml").display());
        Fault::new(what, "list it under [workspace.dependencies]")
    })
}

fn insert(table: &mut toml::Table, section: &str, key: &str, value: toml::Value) {
    if let Some(section) = table.get_mut(section).and_then(toml::Value::as_table_mut) {
        section.insert(key.to_owned(), value);
    }
}

/// What cargo says of each crate that it has built, as far as we need it.
#[derive(Deserialize)]
struct Artifact {
    reason: String,
    #[serde(default)]
    package_id: String,
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

/// `cargo metadata`, as far as we need it.
#[derive(Deserialize)]
struct Metadata {
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Resolve {
    root: Option<String>,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<NodeDependency>,
}

#[derive(Deserialize)]
struct NodeDependency {
    name: String,
    pkg: String,
}

fn run_cargo(
    compiler: &Compiler,
    exercise: &Exercise,
    workspace: &Path,
    target: &Path,
) -> Result<Vec<Crate>, Fault> {
    let cargo = |arguments: &[&str]| -> Result<String, Fault> {
        let program = Program::new(&compiler.toolchain.cargo, workspace)
            .args(arguments)
            .env("CARGO_TARGET_DIR", target)
            .env("RUSTC", &compiler.toolchain.rustc);
        let finished = compiler.spawner.run(&program, CARGO)?;
        if finished.success() {
            return Ok(finished.stdout);
        }
        let slug = &exercise.name.slug;
        let what =
            format!("cannot build what `{slug}` depends on:\n{}", finished.stderr.trim_end());
        let hint = "the first build needs the network, later ones do not; is cargo's registry \
                    within reach?";
        Err(Fault::new(what, hint))
    };
    let built =
        cargo(&["build", "--release", "--lib", "--message-format=json-render-diagnostics"])?;
    // For this platform only: the others' crates were never downloaded.
    let platform = format!("--filter-platform={}", compiler.toolchain.host());
    let metadata = cargo(&["metadata", "--format-version=1", &platform])?;
    let odd = |error: serde_json::Error| {
        Fault::new(format!("cargo said something unexpected: {error}"), "update the toolchain")
    };
    let resolve = serde_json::from_str::<Metadata>(&metadata).map_err(odd)?.resolve;
    let artifacts: Vec<Artifact> =
        built.lines().map(serde_json::from_str).collect::<Result<_, _>>().map_err(odd)?;
    let file_of = |package: &str| {
        let of = |artifact: &&Artifact| {
            artifact.reason == "compiler-artifact" && artifact.package_id == package
        };
        let files = artifacts.iter().filter(of).flat_map(|artifact| &artifact.filenames);
        let mut files = files.filter(|file| {
            file.extension()
                .is_some_and(|ending| ending == "rlib" || ending == "so" || ending == "dylib")
        });
        files.next().cloned()
    };
    let node = resolve.nodes.iter().find(|node| Some(&node.id) == resolve.root.as_ref());
    let direct = node.into_iter().flat_map(|node| &node.deps);
    let find = |dependency: &NodeDependency| {
        let file = file_of(&dependency.pkg).ok_or_else(|| {
            let what = format!("cargo built no library for `{}`", dependency.name);
            Fault::new(what, "an exercise may only depend on libraries")
        })?;
        Ok(Crate { name: dependency.name.clone(), file })
    };
    direct.map(find).collect()
}

/// Puts a file in place whole, or not at all; leaves an equal one alone.
fn replace(path: &Path, text: &str) -> Result<(), Fault> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let new = tempfile::NamedTempFile::new_in(folder)
        .map_err(|error| Fault::file("write in", folder, &error))?;
    write(new.path(), text)?;
    new.persist(path).map_err(|error| Fault::file("write", path, &error.error))?;
    Ok(())
}
