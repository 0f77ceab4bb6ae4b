//! Which linker rustc uses, and the folders that it may need: those on the path,
//! and what belongs to the linker. They are granted to the compiler alone, and
//! never one that holds the course, or the person's own files.

use crate::course::sorted_entries;
use crate::fault::Fault;
use nix::unistd::{User, getuid};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// What rustc calls where nothing else is said.
const USUAL: &str = "cc";
/// What a prefix holds beside `bin` that a compiler or linker reads or runs.
const PARTS: [&str; 5] = ["lib", "lib32", "lib64", "libexec", "include"];
/// The bit of a folder that everybody writes in.
const STICKY: u32 = 0o1000;
/// The bits of a program.
const RUNS: u32 = 0o111;

/// The linker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linker {
    /// Where it is.
    pub path: PathBuf,
    /// Whether somebody chose it: then rustc must be told.
    pub choice: Choice,
}

/// Whose choice a linker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The one that rustc finds by itself.
    Usual,
    /// The one that cargo's settings name for this platform.
    Settings,
}

impl Linker {
    /// The linker that cargo would use for `host`, in the folder `root`.
    pub fn find(root: &Path, host: &str) -> Result<Self, Fault> {
        let chosen = chosen(root, host);
        let choice = if chosen.is_some() { Choice::Settings } else { Choice::Usual };
        let name = chosen.unwrap_or_else(|| USUAL.into());
        let path = on_path(&name, &path_folders()).ok_or_else(|| {
            let name = name.display();
            match choice {
                Choice::Usual => {
                    Fault::new(format!("there is no linker: `{name}` is not on the PATH"), INSTALL)
                }
                Choice::Settings => Fault::new(
                    format!("cargo's settings name the linker `{name}`, which is not there"),
                    format!("install it, or take it out of the settings for `{host}`"),
                ),
            }
        })?;
        Ok(Self { path, choice })
    }

    /// What rustc must be told of it.
    pub fn flags(&self) -> Option<String> {
        (self.choice == Choice::Settings).then(|| format!("-Clinker={}", self.path.display()))
    }

    /// The folders that a compiler with this linker may read and run.
    pub fn folders(&self, root: &Path) -> Vec<PathBuf> {
        let root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let keep_out = KeepOut { root, home: home() };
        let own = [Some(self.path.clone()), fs::canonicalize(&self.path).ok()];
        let own = own.into_iter().flatten().filter_map(|path| Some(path.parent()?.to_owned()));
        let mut folders: Vec<PathBuf> = path_folders();
        folders.extend(own);
        let folders = folders.iter().filter_map(|folder| fs::canonicalize(folder).ok());
        let mut granted: Vec<PathBuf> =
            folders.flat_map(with_prefix).filter(|folder| keep_out.allows(folder)).collect();
        granted.sort();
        granted.dedup();
        granted
    }
}

/// How to come by a linker.
pub const INSTALL: &str = "install a C compiler: `apt install gcc` (Debian, Ubuntu), `dnf install \
                           gcc` (Fedora), `xcode-select --install` (macOS)";

/// What a cargo's settings name, nearest first: the environment, the folders from
/// the course upwards, cargo's home.
fn chosen(root: &Path, host: &str) -> Option<PathBuf> {
    let said = std::env::var_os(variable(host)).filter(|said| !said.is_empty()).map(PathBuf::from);
    let own = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let own = own.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let above = root.ancestors().map(|folder| folder.join(".cargo")).chain(own);
    said.or_else(|| above.into_iter().find_map(|folder| in_settings(&folder, host)))
}

/// The variable that names the linker for a platform.
pub fn variable(host: &str) -> String {
    format!("CARGO_TARGET_{}_LINKER", host.to_uppercase().replace(['-', '.'], "_"))
}

/// What the settings in a folder `.cargo` name. A path is counted from the folder
/// that `.cargo` lies in; a bare name is looked up.
fn in_settings(folder: &Path, host: &str) -> Option<PathBuf> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
    let text = read("config").or_else(|| read("config.toml"))?;
    let settings = text.parse::<toml::Table>().ok()?;
    let linker = settings.get("target")?.get(host)?.get("linker")?;
    let linker = PathBuf::from(linker.as_str()?);
    let is_bare = linker.components().count() == 1;
    Some(if is_bare { linker } else { folder.parent()?.join(linker) })
}

fn path_folders() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).filter(|folder| folder.is_absolute()).collect()
}

/// A program by its path, or by its name in one of the folders.
fn on_path(name: &Path, folders: &[PathBuf]) -> Option<PathBuf> {
    let runs = |path: &PathBuf| {
        path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & RUNS != 0)
    };
    // A path of its own replaces the folder.
    folders.iter().map(|folder| folder.join(name)).find(runs)
}

/// A folder; and beside a `bin`, what else of the same prefix a compiler needs.
fn with_prefix(folder: PathBuf) -> Vec<PathBuf> {
    let prefix = folder.parent().filter(|_| folder.file_name() == Some(OsStr::new("bin")));
    let is_part = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        name.is_some_and(|name| {
            // A folder for a platform, such as `x86_64-conda-linux-gnu`.
            let is_platform = name.starts_with(std::env::consts::ARCH) && name.contains('-');
            path.is_dir() && (is_platform || PARTS.contains(&name.as_str()))
        })
    };
    let beside = prefix.and_then(|prefix| sorted_entries(prefix).ok()).unwrap_or_default();
    let mut folders: Vec<PathBuf> = beside.into_iter().filter(is_part).collect();
    folders.push(folder);
    folders
}

/// What no folder may hold that is granted.
struct KeepOut {
    root: PathBuf,
    home: Option<PathBuf>,
}

/// The person's own folder: as the environment has it, or else as the system has it,
/// which may have to ask a server.
fn home() -> Option<PathBuf> {
    let there = |home: PathBuf| fs::canonicalize(home).ok();
    let named = std::env::var_os("HOME").map(PathBuf::from).and_then(there);
    named.or_else(|| User::from_uid(getuid()).ok().flatten().and_then(|user| there(user.dir)))
}

impl KeepOut {
    fn allows(&self, folder: &Path) -> bool {
        let is_for_all =
            folder.metadata().is_ok_and(|data| data.permissions().mode() & STICKY != 0);
        let holds_home = self.home.as_ref().is_some_and(|home| home.starts_with(folder));
        let holds_course = self.root.starts_with(folder) || folder.starts_with(&self.root);
        !is_for_all && !holds_home && !holds_course
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(parts: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = fs::canonicalize(folder.path()).expect("it is there");
        for part in parts {
            fs::create_dir_all(path.join(part)).expect("a folder of ours");
        }
        (folder, path)
    }

    #[test]
    fn of_a_prefix_only_what_compilers_need_is_granted() {
        let platform = format!("{}-conda-linux-gnu", std::env::consts::ARCH);
        let (_folder, path) = folder_with(&["bin", "lib", "share", "etc", &platform]);
        let mut found = with_prefix(path.join("bin"));
        found.sort();
        let mut expected = ["bin", "lib", &platform].map(|part| path.join(part));
        expected.sort();
        assert_eq!(found, expected);
        assert_eq!(with_prefix(path.join("share")), [path.join("share")]);
    }

    #[test]
    fn neither_the_course_nor_a_home_is_granted() {
        let (_folder, path) = folder_with(&["home/bin", "home/course/solutions", "opt/bin"]);
        let keep_out = KeepOut { root: path.join("home/course"), home: Some(path.join("home")) };
        let check = |part: &str, expected| {
            assert_eq!(keep_out.allows(&path.join(part)), expected, "{part}");
        };
        check("home/bin", true);
        check("opt/bin", true);
        check("home", false);
        check("home/course", false);
        check("home/course/solutions", false);
        check("", false);
        assert!(!keep_out.allows(Path::new("/")));
        assert!(!keep_out.allows(Path::new("/tmp")));
    }

    #[test]
    fn a_linker_of_the_settings_is_found() {
        let (_folder, path) = folder_with(&["course/.cargo", "bin"]);
        let host = "x86_64-unknown-linux-gnu";
        let check = |linker: &str, expected: Option<PathBuf>| {
            let text = format!("[target.{host}]\nlinker = \"{linker}\"\n");
            fs::write(path.join("course/.cargo/config.toml"), text).expect("ours");
            assert_eq!(in_settings(&path.join("course/.cargo"), host), expected);
        };
        check("clang", Some("clang".into()));
        check("tools/ld", Some(path.join("course/tools/ld")));
        check("/opt/cc", Some("/opt/cc".into()));
        assert_eq!(in_settings(&path.join("course/.cargo"), "other"), None);
        assert_eq!(in_settings(&path, host), None);
    }
}
