//! Programs of solutions that a copy of the course brings in the solutions' place, as
//! controls for speed: how they are made, how they are listed, and whether one fits here.
//!
//! Such a program reads its inputs where the judge has placed them, so its types must lie in
//! memory as the judge's do: one rustc must have built both, from the same spec and the same
//! crates. What is told apart by a hash here is damaged, not forged: whoever has the copy
//! can change the list as well.

use super::{
    BuildOrder, Compiler, Dependencies, Role, STRIPPED, Unit, WARNINGS, mark_used, prune, put,
    work_in, write,
};
use crate::bounded::{self, PAGES_BYTES_MAX};
use crate::course::Exercise;
use crate::fault::Fault;
use crate::process::Program;
use memchr::memmem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};

/// The folder of a copy that holds them.
pub const FOLDER: &str = "control";
/// The list of them in that folder.
pub const LIST: &str = "control.toml";
/// The version of the list's format.
const FORMAT: u32 = 1;
/// The version of the grader whose protocol the programs speak.
const GRADER: &str = env!("CARGO_PKG_VERSION");
/// What is larger is no exercise's program, in bytes.
const PROGRAM_BYTES_MAX: u64 = 1 << 30;
/// Everybody may run it.
const MODE: u32 = 0o755;
/// Stands for each byte of a name that is hidden.
const HIDDEN: u8 = b'_';
/// What the C library's versions begin with in a program that needs them.
const GLIBC: &[u8] = b"GLIBC_";

/// The list of programs that a copy brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The version of this format: 1.
    pub format: u32,
    /// The version of the grader whose protocol the programs speak.
    pub grader: String,
    /// Where they run: `x86_64-unknown-linux-gnu`.
    pub platform: String,
    /// The rustc that built them.
    pub rustc: String,
    /// What the processor must have: nothing beyond what the platform has everywhere.
    pub processor: Vec<String>,
    /// The oldest C library that they start with, as far as they say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub glibc: Option<String>,
    /// The programs by their exercises' slugs.
    #[serde(default)]
    pub programs: BTreeMap<String, Shipped>,
}

/// One program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipped {
    /// Its file in the folder.
    pub file: String,
    /// How large it is.
    pub bytes: u64,
    /// The BLAKE3 hash of the file, in hexadecimal.
    pub blake3: String,
    /// The key that it names itself by.
    pub unit: String,
    /// A hash of the spec, the crates, the flags and the toolchain that it was built from.
    pub made_from: String,
}

/// A program on its way into a copy.
#[derive(Debug)]
pub struct Handout {
    /// How it is listed.
    pub shipped: Shipped,
    /// The program.
    pub program: Vec<u8>,
    /// The oldest C library that it starts with, as far as it says.
    glibc: Option<Version>,
}

/// A version of the C library: 2.34 is later than 2.4.
type Version = Vec<u32>;

impl Compiler {
    /// The solution's program that this copy of the course brings for an exercise, nothing
    /// where it brings none. The error is a part of a sentence: why it cannot be used here.
    pub fn shipped(&self, exercise: &Exercise) -> Result<Option<Unit>, String> {
        let folder = exercise.root.join(FOLDER);
        let text = match bounded::read_to_string(&folder.join(LIST), PAGES_BYTES_MAX) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text.map_err(|error| error.to_string()),
        };
        let list = text.and_then(|text| {
            toml::from_str::<List>(&text).map_err(|error| error.message().to_owned())
        });
        let list = list.map_err(|why| format!("{FOLDER}/{LIST} cannot be read: {why}"))?;
        let Some(shipped) = list.programs.get(&exercise.name.slug) else { return Ok(None) };
        list.fits(self.toolchain.host(), self.toolchain.name())?;
        let made_from = self.made_from(exercise).map_err(|fault| fault.what)?;
        if shipped.made_from != made_from {
            return Err("the spec or the crates have changed since it was built".to_owned());
        }
        let program = shipped.read(&folder)?;
        self.adopt(exercise, shipped, &program).map(Some).map_err(|fault| fault.what)
    }

    /// Builds an exercise's solution as a program for a copy of the course, which has the
    /// exercise as `copy`. It holds no debug information, no names, and no paths of this
    /// machine; texts in quotes that its code uses stay.
    pub fn hand_out(
        &self,
        exercise: &Exercise,
        needs: &Dependencies,
        copy: &Exercise,
    ) -> Result<Handout, Fault> {
        let unit = {
            let candidate = &exercise.solution()?;
            self.of_course(BuildOrder { role: Role::Control, exercise, needs, candidate })?
        };
        let read = fs::read(&unit.binary);
        let mut program = read.map_err(|error| Fault::file("read", &unit.binary, &error))?;
        for folder in self.folders_of_here(exercise) {
            hide(&mut program, &folder);
        }
        let shipped = Shipped {
            file: format!("{}-{}", exercise.name.slug, self.toolchain.host()),
            bytes: program.len() as u64,
            blake3: hash_of(&program),
            unit: unit.key,
            made_from: self.made_from(copy)?,
        };
        Ok(Handout { shipped, glibc: glibc_of(&program), program })
    }

    /// The list of what is handed out.
    pub fn list(&self, handouts: &BTreeMap<String, Handout>) -> Result<List, Fault> {
        let glibc = handouts.values().filter_map(|handout| handout.glibc.clone()).max();
        let dotted = |version: Version| {
            version.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
        };
        let programs = handouts.iter().map(|(slug, one)| (slug.clone(), one.shipped.clone()));
        Ok(List {
            format: FORMAT,
            grader: GRADER.to_owned(),
            platform: self.toolchain.host().to_owned(),
            rustc: self.toolchain.name().to_owned(),
            processor: self.processor()?,
            glibc: glibc.map(dotted),
            programs: programs.collect(),
        })
    }

    /// What rustc builds for where nothing else is said.
    fn processor(&self) -> Result<Vec<String>, Fault> {
        let program = Program::new(&self.toolchain.rustc, Path::new("/")).arg("--print=cfg");
        let said = self.run_tool(&program)?.stdout;
        let feature = |line: &str| {
            Some(line.strip_prefix("target_feature=\"")?.trim_end_matches('"').to_owned())
        };
        Ok(said.lines().filter_map(feature).collect())
    }

    /// A hash of all that a solution's program is built from, the solution aside.
    fn made_from(&self, exercise: &Exercise) -> Result<String, Fault> {
        let mut hash = self.ground(exercise)?;
        for flag in STRIPPED {
            hash.part(flag.as_bytes());
        }
        Ok(hash.key())
    }

    /// Folders whose names are nobody else's business. They stand in panics of crates.
    fn folders_of_here(&self, exercise: &Exercise) -> Vec<PathBuf> {
        let named = |name: &str| std::env::var_os(name).map(PathBuf::from);
        let home = named("HOME");
        let of_cargo = named("CARGO_HOME").or_else(|| Some(home.as_ref()?.join(".cargo")));
        let sysroot = self.toolchain.folder.parent().map(Path::to_owned);
        let of_course = [exercise.root.clone(), self.store.clone()];
        let others = [sysroot, of_cargo, home].into_iter().flatten();
        let mut folders: Vec<PathBuf> = of_course.into_iter().chain(others).collect();
        let real: Vec<PathBuf> =
            folders.iter().filter_map(|folder| fs::canonicalize(folder).ok()).collect();
        folders.extend(real);
        // `/usr` stands in programs everywhere, and says nothing.
        folders.retain(|folder| {
            folder.is_absolute()
                && folder.components().filter(|part| matches!(part, Component::Normal(_))).count()
                    > 1
        });
        folders
    }

    /// Makes a program that was shipped a unit of the store: there it may be run, and stays
    /// what it was when it was looked at.
    fn adopt(&self, exercise: &Exercise, shipped: &Shipped, bytes: &[u8]) -> Result<Unit, Fault> {
        let slug = &exercise.name.slug;
        let units = self.store.join("units").join(slug);
        let home = units.join(format!("shipped-{}", shipped.blake3));
        let binary = home.join(slug);
        if !binary.is_file() {
            let work = work_in(&units)?;
            let path = work.path().join(slug);
            let written = fs::write(&path, bytes)
                .and_then(|()| fs::set_permissions(&path, Permissions::from_mode(MODE)));
            written.map_err(|error| Fault::file("write", &path, &error))?;
            write(&work.path().join(WARNINGS), "")?;
            put(work, &home);
        }
        mark_used(&home);
        prune(&units, &home);
        Ok(Unit { key: shipped.unit.clone(), binary, library: None, warnings: String::new() })
    }
}

impl List {
    /// Why its programs are not for here.
    fn fits(&self, host: &str, name: &str) -> Result<(), String> {
        let Self { format, grader, platform, rustc, .. } = self;
        if *format != FORMAT {
            return Err(format!("{FOLDER}/{LIST} is of another format, {format}"));
        }
        if platform != host {
            return Err(format!("it was built for {platform}, and this is {host}"));
        }
        if grader != GRADER {
            return Err(format!("it speaks with version {grader} of the grader, not {GRADER}"));
        }
        if rustc != name {
            return Err(format!("it was built by {rustc}, and here is {name}"));
        }
        Ok(())
    }
}

impl Shipped {
    /// The program, if it is the one that was shipped.
    fn read(&self, folder: &Path) -> Result<Vec<u8>, String> {
        let shown = format!("{FOLDER}/{}", bounded::visible(&self.file));
        let mut parts = Path::new(&self.file).components();
        if !matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) {
            return Err(format!("{shown} is no file of that folder"));
        }
        let read = |path: &Path| {
            let mut bytes = Vec::new();
            let file = File::open(path)?;
            if !file.metadata()?.is_file() {
                return Err(io::Error::other("it is no file"));
            }
            file.take(PROGRAM_BYTES_MAX).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = read(&folder.join(&self.file))
            .map_err(|error| format!("{shown} cannot be read: {error}"))?;
        if hash_of(&bytes) != self.blake3 {
            return Err(format!("{shown} is damaged: it is not the program that was shipped"));
        }
        Ok(bytes)
    }
}

fn hash_of(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Makes the names of a folder's path unreadable wherever a path below it stands. A text
/// keeps its length, so nothing in the program moves.
fn hide(program: &mut [u8], folder: &Path) {
    let mut below = folder.as_os_str().as_encoded_bytes().to_vec();
    below.push(b'/');
    let places: Vec<usize> = memmem::find_iter(program, &below).collect();
    for place in places {
        let name = program[place..place + below.len()].iter_mut();
        name.filter(|byte| **byte != b'/').for_each(|byte| *byte = HIDDEN);
    }
}

/// The latest version of the C library that a program names: the one that it needs.
fn glibc_of(program: &[u8]) -> Option<Version> {
    let version = |place: usize| {
        let rest = &program[place + GLIBC.len()..];
        let length = rest.iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
        let text = str::from_utf8(&rest[..length]).ok()?;
        text.split('.').map(|part| part.parse().ok()).collect::<Option<Version>>()
    };
    memmem::find_iter(program, GLIBC).filter_map(version).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: (&str, &str) = ("x86_64-unknown-linux-gnu", "rustc 1.95.0 (abc)");

    fn list() -> List {
        List {
            format: FORMAT,
            grader: GRADER.to_owned(),
            platform: HERE.0.to_owned(),
            rustc: HERE.1.to_owned(),
            processor: vec!["sse2".to_owned()],
            glibc: None,
            programs: BTreeMap::new(),
        }
    }

    #[test]
    fn what_was_built_for_elsewhere_does_not_fit() {
        let check = |list: List, expected: &str| {
            let why = list.fits(HERE.0, HERE.1).err().unwrap_or_default();
            assert_eq!(why, expected);
        };
        check(list(), "");
        let other = List { platform: "aarch64-unknown-linux-gnu".to_owned(), ..list() };
        check(
            other,
            "it was built for aarch64-unknown-linux-gnu, and this is x86_64-unknown-linux-gnu",
        );
        let other = List { rustc: "rustc 1.94.0 (def)".to_owned(), ..list() };
        check(other, "it was built by rustc 1.94.0 (def), and here is rustc 1.95.0 (abc)");
        let other = List { grader: "0.0.1".to_owned(), ..list() };
        check(other, &format!("it speaks with version 0.0.1 of the grader, not {GRADER}"));
        check(List { format: 2, ..list() }, "control/control.toml is of another format, 2");
    }

    #[test]
    fn only_the_program_that_was_shipped_is_taken() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("a"), "program").expect("ours");
        fs::create_dir(folder.path().join("b")).expect("ours");
        let check = |file: &str, blake3: String, expected: &str| {
            let (unit, made_from) = (String::new(), String::new());
            let shipped = Shipped { file: file.to_owned(), bytes: 7, blake3, unit, made_from };
            let why = shipped.read(folder.path()).err().unwrap_or_default();
            assert!(why.starts_with(expected) && why.is_empty() == expected.is_empty(), "{why}");
        };
        check("a", hash_of(b"program"), "");
        check("a", hash_of(b"another"), "control/a is damaged");
        check("b", hash_of(b""), "control/b cannot be read: it is no file");
        check("c", hash_of(b""), "control/c cannot be read: ");
        for odd in ["../a", "/etc/passwd", "", ".", "x/a"] {
            check(odd, hash_of(b"program"), &format!("control/{odd} is no file of that folder"));
        }
    }

    #[test]
    fn paths_of_here_become_unreadable_and_nothing_moves() {
        let check = |text: &str, expected: &str| {
            let mut program = text.as_bytes().to_vec();
            hide(&mut program, Path::new("/home/alice"));
            assert_eq!(String::from_utf8(program).expect("text"), expected);
        };
        check("a/home/alice/.cargo/x.rs\0/home/alice/y", "a/____/_____/.cargo/x.rs\0/____/_____/y");
        check("/home/alicea/x /home/alice", "/home/alicea/x /home/alice");
    }

    #[test]
    fn the_c_library_that_is_needed_is_the_latest_that_is_named() {
        let check = |text: &str, expected: Option<&[u32]>| {
            assert_eq!(glibc_of(text.as_bytes()).as_deref(), expected);
        };
        check("GLIBC_2.4\0GLIBC_2.34\0GLIBC_2.2.5\0GLIBC_PRIVATE", Some(&[2, 34]));
        check("GLIBC_", None);
        check("", None);
    }
}
