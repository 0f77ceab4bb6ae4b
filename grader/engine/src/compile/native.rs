//! Libraries that were built elsewhere, for crates that link one: where such a library
//! lies, and how it comes here. Cargo is told its folder by the crate's own variable.
//!
//! Whatever its origin, a library is used from a folder of the grader's own, so that the
//! user that candidates run as may read it, and so that no update changes it between two
//! builds.

use super::{Compiler, Hash};
use crate::course::{NativeLibrary, NpmPackage};
use crate::fault::Fault;
use crate::process::{Limits, Program};
use flate2::read::GzDecoder;
use std::fmt::Write as _;
use std::fs::{self, File, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// What npm may use to download a package.
const NPM: Limits = Limits { time_wall_s: 1200.0, memory_peak_mib: 2048 };
/// The largest library that is taken, in bytes: engines have some hundred MiB.
const LIBRARY_BYTES_MAX: u64 = 1 << 30;

/// How a library that is not here comes here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// npm downloads a package with it.
    Npm(NpmPackage),
    /// The crate downloads it while cargo builds.
    Crate {
        /// The variable that makes it do so.
        variable: String,
    },
}

/// A library that is not here, and the first way that works here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The library.
    pub library: NativeLibrary,
    /// The exercise that needs it.
    pub exercise: String,
    /// How it can come; nothing if there is no way.
    pub way: Option<Way>,
}

impl Missing {
    /// What would be done.
    pub fn offer(&self) -> String {
        let called = self.library.called();
        match &self.way {
            None => format!("{called} is not here."),
            Some(Way::Npm(npm)) => format!(
                "{called} is not here. npm can download it once, into target/grade/native: the \
                 package {} of the npm registry.",
                npm.package
            ),
            Some(Way::Crate { variable }) => format!(
                "{called} is not here, and neither is npm. The crate that needs it can download \
                 it once, into target/grade: {variable}=1."
            ),
        }
    }

    /// That it is not here. `command` fetches it without asking.
    pub fn fault(&self, command: &str) -> Fault {
        let NativeLibrary { variable, by_hand, npm, .. } = &self.library;
        let mut hint = match (&self.way, npm.is_empty()) {
            (Some(_), _) => format!("`{command}` fetches it, once"),
            (None, false) => "install npm, then run again".to_owned(),
            (None, true) => "it cannot be fetched here".to_owned(),
        };
        let _ = write!(
            hint,
            "\nor have it in a folder of your own, and set {variable} to that folder: {by_hand}"
        );
        Fault::new(
            format!("{} is not here, and this exercise links it", self.library.called()),
            hint,
        )
    }
}

/// Whose library it is that is in use, and where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Our folder with it.
    pub folder: PathBuf,
    /// Where it came from, for a person.
    pub origin: String,
}

/// The library, if it is here: the one in the folder that the person's variable names, or
/// the one that was fetched before.
pub fn find(compiler: &Compiler, library: &NativeLibrary) -> Result<Option<Found>, Fault> {
    let folder = std::env::var_os(&library.variable).filter(|folder| !folder.is_empty());
    if let Some(folder) = folder {
        return of_the_person(compiler, library, Path::new(&folder)).map(Some);
    }
    let Some(npm) = library.npm.get(compiler.toolchain.host()) else { return Ok(None) };
    let folder = home_of(compiler, library, &npm.blake3);
    let origin = format!("npm's {}", npm.package);
    let is_here = folder.join(library.file()).is_file();
    Ok(is_here.then_some(Found { folder, origin }))
}

/// What an exercise's programs use, for a person: which version, and whose.
pub fn told(compiler: &Compiler, library: &NativeLibrary) -> Result<String, Fault> {
    let called = library.called();
    Ok(match find(compiler, library)? {
        // For a library that was named by hand the user answers.
        Some(found) if std::env::var_os(&library.variable).is_some() => {
            format!("{} from {}; {} is asked for", library.name, found.origin, library.version)
        }
        Some(found) => format!("{called}, {}", found.origin),
        None => format!("{called}, which its crate downloads"),
    })
}

/// What an exercise misses, and the first way here.
pub fn missing(compiler: &Compiler, library: &NativeLibrary, exercise: &str) -> Missing {
    let npm = library.npm.get(compiler.toolchain.host()).filter(|_| on_the_path("npm").is_some());
    let by_crate = || library.download_variable.clone().map(|variable| Way::Crate { variable });
    let way = npm.cloned().map(Way::Npm).or_else(by_crate);
    Missing { library: library.clone(), exercise: exercise.to_owned(), way }
}

/// Downloads a package and puts the library in it in its place, whole or not at all.
/// Two graders may do so at once: the second finds the same already there.
pub fn fetch(compiler: &Compiler, library: &NativeLibrary, npm: &NpmPackage) -> Result<(), Fault> {
    let work = work_folder(compiler)?;
    let program = on_the_path("npm").unwrap_or_else(|| "npm".into());
    let program = Program::new(&program, work.path()).with_network().args([
        "pack",
        &npm.package,
        "--silent",
        "--ignore-scripts",
    ]);
    let finished = compiler.spawner.run(&program, NPM)?;
    let by_hand = format!(
        "is the registry within reach? Or set {} to a folder of your own: {}",
        library.variable, library.by_hand
    );
    if !finished.success() {
        let said = finished.stderr.trim_end();
        let said = if said.is_empty() { finished.end() } else { said.to_owned() };
        let what = format!("npm cannot download {}:\n{said}", npm.package);
        return Err(Fault::new(what, by_hand));
    }
    let broken = |why: &dyn std::fmt::Display| {
        Fault::new(format!("{}: {why}", npm.package), by_hand.clone())
    };
    let packed = only_file(work.path()).ok_or_else(|| broken(&"npm left no package"))?;
    let place = work.path().join(library.file());
    unpack(&packed, &library.file(), &place).map_err(|error| broken(&error))?;
    let hash = hash_of(&place).map_err(|error| Fault::file("read", &place, &error))?;
    if hash != npm.blake3 {
        return Err(broken(&format!("{} in it is another than is known", library.file())));
    }
    fs::remove_file(&packed).map_err(|error| Fault::file("remove", &packed, &error))?;
    put(work, &home_of(compiler, library, &hash), &library.file())
}

/// The person's own library, copied into a folder that is named by what it is now.
fn of_the_person(
    compiler: &Compiler,
    library: &NativeLibrary,
    theirs: &Path,
) -> Result<Found, Fault> {
    let file = theirs.join(library.file());
    let unusable = |error: &io::Error| {
        let what = format!(
            "{} names a folder without the library: {}: {error}",
            library.variable,
            file.display()
        );
        Fault::new(what, format!("name the folder that holds {}, or unset it", library.file()))
    };
    let file = fs::canonicalize(&file).map_err(|error| unusable(&error))?;
    let store = fs::canonicalize(compiler.store.join("native"));
    if let Some(folder) = file.parent().filter(|_| store.is_ok_and(|store| file.starts_with(store)))
    {
        let origin = format!("what {} names", library.variable);
        return Ok(Found { folder: folder.to_owned(), origin });
    }
    let data = fs::metadata(&file).map_err(|error| unusable(&error))?;
    let mut hash = Hash::default();
    hash.part(file.as_os_str().as_encoded_bytes());
    for number in [data.len(), data.mtime().cast_unsigned(), data.mtime_nsec().cast_unsigned()] {
        hash.part(&number.to_le_bytes());
    }
    let home = home_of(compiler, library, &hash.key());
    if !home.join(library.file()).is_file() {
        let work = work_folder(compiler)?;
        let copy = work.path().join(library.file());
        fs::copy(&file, &copy).map_err(|error| Fault::file("copy", &file, &error))?;
        put(work, &home, &library.file())?;
    }
    let origin = format!("{}, which {} names", theirs.display(), library.variable);
    Ok(Found { folder: home, origin })
}

/// Where a library is kept: its version, and what tells it from others of that version.
fn home_of(compiler: &Compiler, library: &NativeLibrary, hash: &str) -> PathBuf {
    let NativeLibrary { library, version, .. } = library;
    let hash = hash.get(..16).unwrap_or(hash);
    compiler.store.join("native").join(format!("{library}-{version}-{hash}"))
}

/// A folder to prepare a library in, on the disk where it will lie.
fn work_folder(compiler: &Compiler) -> Result<tempfile::TempDir, Fault> {
    let store = compiler.store.join("native");
    fs::create_dir_all(&store).map_err(|error| Fault::file("create", &store, &error))?;
    // Absolute, since programs work in it.
    let store = fs::canonicalize(&store).map_err(|error| Fault::file("read", &store, &error))?;
    tempfile::Builder::new()
        .prefix(".fetching-")
        .tempdir_in(&store)
        .map_err(|error| Fault::file("create a folder in", &store, &error))
}

/// Makes a prepared folder the library's home: readable for all, and at once.
fn put(work: tempfile::TempDir, home: &Path, file: &str) -> Result<(), Fault> {
    for (path, mode) in [(work.path().join(file), 0o644), (work.path().to_owned(), 0o755)] {
        fs::set_permissions(&path, Permissions::from_mode(mode))
            .map_err(|error| Fault::file("change", &path, &error))?;
    }
    let ready = work.keep();
    match fs::rename(&ready, home) {
        Ok(()) => Ok(()),
        Err(error) => {
            let _ = fs::remove_dir_all(&ready);
            // Another grader was first.
            if home.join(file).is_file() { Ok(()) } else { Err(Fault::file("write", home, &error)) }
        }
    }
}

/// The package's file of that name, unpacked to one place; nothing else of it is written.
fn unpack(packed: &Path, file: &str, place: &Path) -> io::Result<()> {
    let mut archive = tar::Archive::new(GzDecoder::new(File::open(packed)?));
    for entry in archive.entries()? {
        let entry = entry?;
        let is_it = entry.path()?.file_name().is_some_and(|name| name == file);
        if is_it && entry.header().entry_type().is_file() {
            io::copy(&mut entry.take(LIBRARY_BYTES_MAX), &mut File::create(place)?)?;
            return Ok(());
        }
    }
    Err(io::Error::other(format!("there is no {file} in it")))
}

fn hash_of(file: &Path) -> io::Result<String> {
    let mut hash = blake3::Hasher::new();
    hash.update_reader(File::open(file)?)?;
    Ok(hash.finalize().to_hex().to_string())
}

fn only_file(folder: &Path) -> Option<PathBuf> {
    let entry = fs::read_dir(folder).ok()?.flatten().next()?;
    Some(entry.path())
}

/// A program's place, as a shell would find it.
fn on_the_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}
