//! The crates that an exercise's manifest names, built once by cargo.
//!
//! The manifest is copied into a workspace of the grader's own, with empty
//! targets, so that a student's half-written file cannot break the build and
//! the source tree is never written.

use super::native::{self, Found, Missing};
use super::{CARGO, Compiler, FLAGS, Hash, linker, write};
use crate::course::{Exercise, NativeLibrary, sorted_entries};
use crate::fault::Fault;
use crate::process::{Finished, Program, limits};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// Where an exercise's dependencies lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependencies {
    /// A hash of manifest, lock file, toolchain and the course's own crates.
    pub key: String,
    /// The folder that holds all of them, and nothing of any candidate.
    folder: PathBuf,
    /// Where in it the crates lie, the indirect ones too.
    search: Vec<PathBuf>,
    /// The crates that the manifest names.
    direct: Vec<Crate>,
    /// The library that was built elsewhere and that one of them links.
    #[serde(default)]
    native: Option<PathBuf>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Crate {
    /// As the code names it.
    name: String,
    file: PathBuf,
    /// Whether it is one of the course's own, which are for specs.
    is_own: bool,
}

impl Dependencies {
    /// Arguments for the spec, which may name every crate.
    pub fn externs_of_spec(&self) -> Vec<String> {
        self.externs(self.direct.iter())
    }

    /// Arguments for the student's file, which may not name the course's own crates.
    pub fn externs_of_student(&self) -> Vec<String> {
        self.externs(self.of_student())
    }

    /// The crates that the student's file may name.
    pub fn names_of_student(&self) -> Vec<&str> {
        self.of_student().map(|krate| &*krate.name).collect()
    }

    /// The folder that holds all of them, and nothing of any candidate.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn of_student(&self) -> impl Iterator<Item = &Crate> {
        self.direct.iter().filter(|krate| !krate.is_own)
    }

    fn externs<'a>(&self, named: impl Iterator<Item = &'a Crate>) -> Vec<String> {
        let search = self
            .search
            .iter()
            .flat_map(|folder| ["-L".to_owned(), format!("dependency={}", folder.display())]);
        let externs = named.flat_map(|krate| {
            ["--extern".to_owned(), format!("{}={}", krate.name, krate.file.display())]
        });
        search.chain(externs).chain(self.links()).collect()
    }

    /// Arguments to find the native library when it is linked, and when the program runs:
    /// no crate's own file holds its folder.
    fn links(&self) -> impl Iterator<Item = String> {
        let folder = self.native.as_deref().and_then(Path::parent);
        folder.into_iter().flat_map(|folder| {
            let folder = folder.display();
            ["-L".to_owned(), format!("native={folder}"), format!("-Clink-arg=-Wl,-rpath,{folder}")]
        })
    }

    /// The library that was built elsewhere, which a program reads when it starts.
    pub fn native(&self) -> Option<&Path> {
        self.native.as_deref()
    }

    /// False once somebody has removed one of them.
    pub fn all_there(&self) -> bool {
        let files = self.direct.iter().map(|krate| &krate.file).chain(&self.native);
        files.into_iter().all(|file| file.is_file())
    }
}

/// How far the building of dependencies is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress<'a> {
    /// The crate that cargo has begun.
    pub name: &'a str,
    /// How many it has begun; those that were built before are not among them.
    pub begun: usize,
    /// How many are needed.
    pub needed: usize,
    /// What all of them together take, where a manifest says so, in minutes of one core.
    pub cpu_minutes: f64,
}

/// Below this a build needs no announcement.
const LONG_CPU_MINUTES: f64 = 1.0;

impl Progress<'_> {
    /// Where lines cannot change, one comes before a long build and ten during it.
    pub fn is_worth_a_line(&self) -> bool {
        let every = self.needed.div_ceil(10).max(1);
        self.cpu_minutes >= LONG_CPU_MINUTES && self.begun.is_multiple_of(every)
    }
}

/// As what is being compiled.
impl fmt::Display for Progress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { name, begun, needed, cpu_minutes } = *self;
        match begun {
            0 => write!(f, "the {needed} crates that are needed, once")?,
            _ => write!(f, "crate {begun} of {needed}, `{name}`")?,
        }
        if cpu_minutes >= LONG_CPU_MINUTES {
            write!(f, "; all of them take about {cpu_minutes:.0} minutes of one core")?;
        }
        Ok(())
    }
}

/// Builds what the exercises depend on, or finds it built. All that is missing is built
/// in one call of cargo, so that a crate that several need in the same way is built
/// once.
pub fn build(
    compiler: &Compiler,
    exercises: &[Exercise],
    hear: &mut dyn FnMut(Progress),
) -> Result<Vec<Dependencies>, Fault> {
    let folder = compiler.store.join("deps");
    let wanted = exercises.iter().map(|exercise| Wanted::read(compiler, exercise));
    let wanted: Vec<Wanted> = wanted.collect::<Result<_, _>>()?;
    let recorded: Vec<_> = wanted.iter().map(|one| one.recorded(&folder)).collect();
    let of_missing = wanted.iter().zip(&recorded).filter(|(_, found)| found.is_none());
    let missing: Vec<&Wanted> = of_missing.map(|(one, _)| one).collect();
    let mut built = build_together(compiler, &folder, &missing, hear)?.into_iter();
    Ok(recorded.into_iter().filter_map(|found| found.or_else(|| built.next())).collect())
}

/// What decides how an exercise's crates are built, without building them.
pub fn key(compiler: &Compiler, exercise: &Exercise) -> Result<String, Fault> {
    Ok(Wanted::read(compiler, exercise)?.key)
}

/// The libraries built elsewhere that these exercises link and that are not here.
pub fn missing(compiler: &Compiler, exercises: &[Exercise]) -> Result<Vec<Missing>, Fault> {
    let folder = compiler.store.join("deps");
    let mut missing: Vec<Missing> = Vec::new();
    for exercise in exercises {
        let Some(library) = &exercise.manifest.native_library else { continue };
        let wanted = Wanted::read(compiler, exercise)?;
        let is_known = missing.iter().any(|one| one.library == *library);
        if !is_known && wanted.native.is_none() && wanted.recorded(&folder).is_none() {
            missing.push(native::missing(compiler, library, &exercise.name.slug));
        }
    }
    Ok(missing)
}

fn build_together(
    compiler: &Compiler,
    folder: &Path,
    missing: &[&Wanted],
    hear: &mut dyn FnMut(Progress),
) -> Result<Vec<Dependencies>, Fault> {
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    enough_disk(folder, missing)?;
    missing.iter().try_for_each(|one| one.has_its_library(compiler))?;
    let workspace = folder.join(workspace_name(missing));
    lay_out(&workspace, missing)?;
    // The record outlives this path to the folder, which may lead over a link.
    let target = fs::canonicalize(folder)
        .map_err(|error| Fault::file("read", folder, &error))?
        .join("target");
    let cargo = Cargo { compiler, missing, workspace: &workspace, target: &target };
    let Built { search, direct, linked } = cargo.build(hear)?;
    let built = missing.iter().zip(direct).map(|(one, direct)| {
        let (search, folder) = (search.clone(), target.clone());
        let native = one.library().map(|library| linked_file(library, &linked)).transpose()?;
        let needs = Dependencies { key: one.key.clone(), folder, search, direct, native };
        let text = serde_json::to_string(&needs)
            .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
        replace(&one.record(&workspace.with_file_name("")), &text)?;
        Ok(needs)
    });
    built.collect()
}

/// The library's file in one of the folders that crates asked to be searched.
fn linked_file(library: &NativeLibrary, linked: &[PathBuf]) -> Result<PathBuf, Fault> {
    let mut files = linked.iter().map(|folder| folder.join(library.file()));
    let file = files.find(|file| file.is_file()).ok_or_else(|| {
        let what = format!("no crate asked for the folder of {}", library.file());
        Fault::new(what, "the exercise's [native_library] fits none of its crates")
    })?;
    fs::canonicalize(&file).map_err(|error| Fault::file("read", &file, &error))
}

/// A build of some gigabytes that cannot end well is not begun.
fn enough_disk(folder: &Path, missing: &[&Wanted]) -> Result<(), Fault> {
    let needed: u64 = missing.iter().map(|one| one.exercise.manifest.first_build.disk_mib).sum();
    // The folder itself may not be there yet.
    let there = folder.ancestors().find(|path| path.exists()).unwrap_or(folder);
    match limits::disk_left_mib(there) {
        Some(left) if left < needed => {
            let what = format!(
                "the crates that are needed take {needed} MiB, and {left} MiB are left on the \
                 disk of {}",
                there.display()
            );
            Err(Fault::new(what, "free some disk space, then run again"))
        }
        _ => Ok(()),
    }
}

/// Two graders that build different sets work in different folders.
fn workspace_name(missing: &[&Wanted]) -> String {
    let slug = |one: &Wanted| one.exercise.name.slug.clone();
    match missing {
        [one] => slug(one),
        several => {
            let mut hash = Hash::default();
            for one in several {
                hash.part(slug(one).as_bytes());
            }
            format!("together-{}", hash.key())
        }
    }
}

/// One exercise and what decides its dependencies.
struct Wanted<'a> {
    exercise: &'a Exercise,
    files: CourseFiles,
    key: String,
    /// The library that was built elsewhere, if one is linked and is here.
    native: Option<Found>,
}

impl<'a> Wanted<'a> {
    fn read(compiler: &Compiler, exercise: &'a Exercise) -> Result<Self, Fault> {
        let files = CourseFiles::read(exercise)?;
        let library = exercise.manifest.native_library.as_ref();
        let native = library.map(|library| native::find(compiler, library)).transpose()?.flatten();
        let mut hash = files.hash(&compiler.toolchain.version);
        if let Some(library) = library {
            hash.part(format!("{library:?}").as_bytes());
        }
        Ok(Self { exercise, files, key: hash.key(), native })
    }

    fn library(&self) -> Option<&NativeLibrary> {
        self.exercise.manifest.native_library.as_ref()
    }

    /// Whether cargo can be told where its library is, or how it comes.
    fn has_its_library(&self, compiler: &Compiler) -> Result<(), Fault> {
        match self.library() {
            Some(library) if self.native.is_none() && !compiler.crates_download => {
                let slug = &self.exercise.name.slug;
                let command = format!("cargo grade {slug} --yes");
                Err(native::missing(compiler, library, slug).fault(&command))
            }
            _ => Ok(()),
        }
    }

    /// The variable that tells the crate where its library is, or to download it.
    fn variable(&self) -> Option<(&str, PathBuf)> {
        let library = self.library()?;
        match &self.native {
            Some(found) => Some((&library.variable, found.folder.clone())),
            None => Some((library.download_variable.as_deref()?, "1".into())),
        }
    }

    fn record(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.json", self.exercise.name.slug))
    }

    /// What was built before, if it is what is wanted now and still there.
    fn recorded(&self, folder: &Path) -> Option<Dependencies> {
        let text = fs::read_to_string(self.record(folder)).ok()?;
        let known = serde_json::from_str::<Dependencies>(&text).ok()?;
        // What was found before goes, once the person names another.
        let is_same = |known: &Dependencies| match (&self.native, known.native()) {
            (Some(found), Some(file)) => {
                fs::canonicalize(&found.folder).is_ok_and(|folder| file.starts_with(folder))
            }
            _ => true,
        };
        Some(known).filter(|one| one.key == self.key && one.all_there() && is_same(one))
    }
}

/// The files that decide what the dependencies are.
struct CourseFiles {
    workspace: String,
    lock: String,
    manifest_path: PathBuf,
    manifest: String,
    /// The sources of the course's own crates that the manifest names; they are in no
    /// registry.
    own_crates: Vec<u8>,
}

impl CourseFiles {
    fn read(exercise: &Exercise) -> Result<Self, Fault> {
        let read = |path: &Path| {
            fs::read_to_string(path).map_err(|error| Fault::file("read", path, &error))
        };
        let manifest_path = exercise.folder().join("Cargo.toml");
        let manifest = read(&manifest_path)?;
        let workspace_path = exercise.root.join("Cargo.toml");
        let workspace = read(&workspace_path)?;
        let mut own_crates = Vec::new();
        let named = parse(&manifest_path, &manifest)?.remove("dependencies");
        let named = named.as_ref().and_then(toml::Value::as_table);
        let is_named = |name: &str| named.is_some_and(|named| named.contains_key(name));
        let shared = shared_crates(&parse(&workspace_path, &workspace)?);
        for (_, path) in own_paths(&shared).filter(|(name, _)| is_named(name)) {
            let folder = exercise.root.join(path);
            own_crates.extend(read(&folder.join("Cargo.toml"))?.into_bytes());
            let mut entries = sorted_entries(&folder.join("src"))?;
            while let Some(entry) = entries.pop() {
                if entry.is_dir() {
                    entries.extend(sorted_entries(&entry)?);
                } else {
                    own_crates.extend(read(&entry)?.into_bytes());
                }
            }
        }
        Ok(Self {
            workspace,
            lock: read(&exercise.root.join("Cargo.lock")).map_err(|fault| Fault {
                hint: "it belongs to the course: `git restore Cargo.lock` puts it back".to_owned(),
                ..fault
            })?,
            manifest,
            manifest_path,
            own_crates,
        })
    }

    fn hash(&self, toolchain: &str) -> Hash {
        let mut hash = Hash::default();
        hash.part(toolchain.as_bytes());
        for flag in FLAGS {
            hash.part(flag.as_bytes());
        }
        for text in [&self.workspace, &self.lock, &self.manifest] {
            hash.part(text.as_bytes());
        }
        hash.part(&self.own_crates);
        hash
    }

    /// The manifest of a package that has the exercise's dependencies and nothing else.
    fn member(&self, exercise: &Exercise) -> Result<toml::Table, Fault> {
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
        let mut member = toml::toml! {
            [package]
            version = "0.0.0"
            edition = "2024"
            publish = false
        };
        insert(&mut member, "package", "name", exercise.name.slug.clone().into());
        let dependencies = manifest.get("dependencies").cloned();
        member.insert(
            "dependencies".to_owned(),
            dependencies.unwrap_or_else(|| toml::Table::new().into()),
        );
        Ok(member)
    }

    /// The course's own workspace: what its members share, and its profile.
    fn shared(&self, exercise: &Exercise) -> Result<(toml::Table, Option<toml::Value>), Fault> {
        let mut workspace = parse(&exercise.root.join("Cargo.toml"), &self.workspace)?;
        let mut shared = shared_crates(&workspace);
        let own: Vec<(String, PathBuf)> = own_paths(&shared).collect();
        for (name, path) in own {
            let path = exercise.root.join(path).to_string_lossy().into_owned();
            insert(&mut shared, &name, "path", path.into());
        }
        let profile =
            workspace.remove("profile").and_then(|profile| profile.get("release").cloned());
        Ok((shared, profile))
    }
}

/// What the members of a workspace share: `[workspace.dependencies]`.
fn shared_crates(workspace: &toml::Table) -> toml::Table {
    let shared = workspace.get("workspace").and_then(|workspace| workspace.get("dependencies"));
    shared.and_then(toml::Value::as_table).cloned().unwrap_or_default()
}

/// Those of them that lie in the course itself, and where.
fn own_paths(shared: &toml::Table) -> impl Iterator<Item = (String, PathBuf)> {
    let path = |krate: &toml::Value| Some(PathBuf::from(krate.get("path")?.as_str()?));
    shared.iter().filter_map(move |(name, krate)| Some((name.clone(), path(krate)?)))
}

fn parse(path: &Path, text: &str) -> Result<toml::Table, Fault> {
    text.parse::<toml::Table>().map_err(|error| {
        let what = format!("{}: {error}", path.display());
        Fault::new(what, "mend the manifest; `git diff` shows what changed")
    })
}

/// Writes a workspace with a member for each exercise.
fn lay_out(folder: &Path, missing: &[&Wanted]) -> Result<(), Fault> {
    let Some(first) = missing.first() else { return Ok(()) };
    let mut names = Vec::new();
    for Wanted { exercise, files, .. } in missing {
        let slug = &exercise.name.slug;
        let source = folder.join(slug).join("src");
        fs::create_dir_all(&source).map_err(|error| Fault::file("create", &source, &error))?;
        replace(&source.join("lib.rs"), "")?;
        replace(&folder.join(slug).join("Cargo.toml"), &files.member(exercise)?.to_string())?;
        names.push(toml::Value::from(slug.clone()));
    }
    let (shared, profile) = first.files.shared(first.exercise)?;
    let mut root = toml::toml! {
        [workspace]
        resolver = "3"
    };
    insert(&mut root, "workspace", "members", names.into());
    insert(&mut root, "workspace", "dependencies", shared.into());
    replace(&folder.join("Cargo.lock"), &first.files.lock)?;
    replace(&folder.join(SETTINGS), &settings(profile.as_ref()).to_string())?;
    replace(&folder.join("Cargo.toml"), &root.to_string())
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
    /// The folders that a build script asked to be searched, each after its kind.
    #[serde(default)]
    linked_paths: Vec<String>,
}

impl Artifact {
    fn libraries(&self) -> impl Iterator<Item = &PathBuf> {
        let is_library = |file: &&PathBuf| {
            file.extension()
                .is_some_and(|ending| ending == "rlib" || ending == "so" || ending == "dylib")
        };
        let is_built = self.reason == "compiler-artifact";
        self.filenames.iter().filter(is_library).filter(move |_| is_built)
    }

    fn linked(&self) -> impl Iterator<Item = PathBuf> {
        let path = |linked: &String| match linked.split_once('=') {
            Some(("native" | "all", path)) => path.into(),
            _ => linked.into(),
        };
        self.linked_paths.iter().map(path)
    }
}

/// `cargo metadata`, as far as we need it.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
    workspace_members: Vec<String>,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

impl Metadata {
    /// The crates that one member's manifest names.
    fn named_by(&self, member: &str) -> impl Iterator<Item = &NodeDependency> {
        let is_member = |package: &&Package| {
            package.name == member && self.workspace_members.contains(&package.id)
        };
        let id = self.packages.iter().find(is_member).map(|package| &package.id);
        let node = self.resolve.nodes.iter().find(move |node| Some(&node.id) == id);
        node.into_iter().flat_map(|node| &node.deps)
    }
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

/// Cargo at work on one workspace of ours. The person's settings for registries and
/// the network hold; those that would move or change what is built do not, since a
/// candidate is compiled without them.
struct Cargo<'a> {
    compiler: &'a Compiler,
    missing: &'a [&'a Wanted<'a>],
    workspace: &'a Path,
    target: &'a Path,
}

/// What cargo has built.
struct Built {
    /// The folders of all crates.
    search: Vec<PathBuf>,
    /// For each exercise the crates that its manifest names.
    direct: Vec<Vec<Crate>>,
    /// The folders in which crates look for libraries that were built elsewhere.
    linked: Vec<PathBuf>,
}

impl Cargo<'_> {
    /// Builds everything.
    fn build(&self, hear: &mut dyn FnMut(Progress)) -> Result<Built, Fault> {
        let host = self.compiler.toolchain.host();
        let read = |line: &str| serde_json::from_str(line).map_err(|error| odd(&error));
        // For this platform only: the others' crates were never downloaded.
        let platform = format!("--filter-platform={host}");
        let metadata = self.run(&["metadata", "--format-version=1", &platform], &mut |_| {})?;
        let metadata = serde_json::from_str::<Metadata>(&metadata).map_err(|error| odd(&error))?;
        // A platform that is named replaces the one of the settings.
        let platform = format!("--target={host}");
        let format = "--message-format=json-render-diagnostics";
        let config = ["--config", SETTINGS];
        let arguments =
            ["build", "--release", "--lib", "--workspace", "--color=never", format, &platform];
        let minutes = self.missing.iter().map(|one| one.exercise.manifest.first_build.cpu_minutes);
        let all = Progress {
            name: "",
            begun: 0,
            needed: metadata.packages.len() - self.missing.len(),
            cpu_minutes: minutes.sum(),
        };
        hear(all);
        let mut begun = 0;
        let built = self.run(&[&arguments[..], &config].concat(), &mut |line| {
            if let Some(name) = line.trim_start().strip_prefix("Compiling ") {
                begun += 1;
                let name = name.split(' ').next().unwrap_or(name);
                hear(Progress { name, begun, ..all });
            }
        })?;
        let artifacts: Vec<Artifact> = built.lines().map(read).collect::<Result<_, _>>()?;
        let find = |dependency: &NodeDependency| {
            let of = artifacts.iter().filter(|one| one.package_id == dependency.pkg);
            // A crate that build scripts need as well is built twice, and only one of the
            // two is for programs. What runs inside the compiler is built once.
            let for_programs = self.target.join(host);
            let mut files: Vec<&PathBuf> = of.filter_map(|one| one.libraries().next()).collect();
            files.sort_by_key(|file| !file.starts_with(&for_programs));
            let file = files.first().copied().ok_or_else(|| {
                let what = format!("cargo built no library for `{}`", dependency.name);
                Fault::new(what, "an exercise may only depend on libraries")
            })?;
            let is_own = dependency.pkg.starts_with("path+");
            Ok(Crate { name: dependency.name.clone(), file: file.clone(), is_own })
        };
        let slugs = self.missing.iter().map(|one| &*one.exercise.name.slug);
        let direct = slugs.map(|slug| metadata.named_by(slug).map(find).collect());
        let direct = direct.collect::<Result<_, _>>()?;
        let linked = artifacts.iter().flat_map(Artifact::linked).collect();
        Ok(Built { search: folders(&artifacts), direct, linked })
    }

    fn run(&self, arguments: &[&str], hear: &mut dyn FnMut(&str)) -> Result<String, Fault> {
        let slugs = self.missing.iter().map(|one| format!("`{}`", one.exercise.name.slug));
        let what = format!("what {} depends on", slugs.collect::<Vec<_>>().join(", "));
        let mut program = cargo(self.compiler, self.workspace, self.target).args(arguments);
        for (variable, value) in self.missing.iter().filter_map(|one| one.variable()) {
            program = program.env(variable, value);
        }
        built(&what, self.compiler.spawner.run_telling(&program, CARGO, hear)?)
    }
}

/// Cargo in a workspace, building into `target`, free of the person's own settings for
/// compilers.
pub(super) fn cargo(compiler: &Compiler, workspace: &Path, target: &Path) -> Program {
    let toolchain = &compiler.toolchain;
    let mut program = Program::new(&toolchain.cargo, workspace).with_network();
    for (variable, value) in UNSET {
        program = program.env(variable, value);
    }
    program
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_BUILD_BUILD_DIR", target)
        .env(&linker::variable(toolchain.host()), &toolchain.linker.path)
        .env("RUSTC", &toolchain.rustc)
}

/// What cargo printed, or that it could not build `what`.
pub(super) fn built(what: &str, finished: Finished) -> Result<String, Fault> {
    if finished.success() {
        return Ok(finished.stdout);
    }
    let (said, hint) = match finished.stderr.trim_end() {
        "" => (finished.end(), "run again; if something ends cargo, free some memory"),
        said => (
            said.to_owned(),
            "the first build needs the network, later ones do not; is cargo's registry within \
             reach?",
        ),
    };
    Err(Fault::new(format!("cannot build {what}:\n{said}"), hint))
}

/// What these variables say goes before the settings in files, and empty ones mean
/// that there is none (the Cargo Book, "Environment Variables").
const UNSET: [(&str, &str); 4] = [
    ("RUSTC_WRAPPER", ""),
    ("RUSTC_WORKSPACE_WRAPPER", ""),
    ("CARGO_ENCODED_RUSTFLAGS", ""),
    ("CARGO_INCREMENTAL", "0"),
];

/// The file in our workspace that holds the profile.
const SETTINGS: &str = "settings.toml";

/// The profile `release` whole: as the course has it, or as cargo would have it. A
/// profile in the person's settings would go before the one in a manifest, and crates
/// that abort at a panic cannot be linked with ours.
fn settings(release: Option<&toml::Value>) -> toml::Table {
    let mut whole = toml::toml! {
        opt-level = 3
        debug = false
        strip = "none"
        debug-assertions = false
        overflow-checks = false
        lto = false
        panic = "unwind"
        incremental = false
        codegen-units = 16
        rpath = false
    };
    for (key, value) in release.and_then(toml::Value::as_table).into_iter().flatten() {
        whole.insert(key.clone(), value.clone());
    }
    let profile = toml::Table::from_iter([("release".to_owned(), whole.into())]);
    toml::Table::from_iter([("profile".to_owned(), profile.into())])
}

fn odd(error: &serde_json::Error) -> Fault {
    Fault::new(format!("cargo said something unexpected: {error}"), "update the toolchain")
}

/// The folders that libraries lie in, each once. With a platform named, those that run
/// inside the compiler lie apart from the others.
fn folders(artifacts: &[Artifact]) -> Vec<PathBuf> {
    let libraries = artifacts.iter().flat_map(Artifact::libraries);
    let folders = libraries.filter_map(|file| file.parent()).map(Path::to_owned);
    folders.collect::<BTreeSet<_>>().into_iter().collect()
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
