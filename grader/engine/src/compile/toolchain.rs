//! Which rustc and cargo are used: the ones that the course's folder selects,
//! called directly rather than through rustup's proxies.

use super::linker::{Choice, INSTALL, Linker};
use crate::fault::Fault;
use crate::process::{Limits, Program, Spawner, limits};
use std::path::{Path, PathBuf};

/// The oldest rustc that builds the course, as `rust-version` has it.
const RUSTC_MINOR_MIN: u32 = 92;
const ASKING: Limits = Limits { time_wall_s: 30.0, memory_peak_mib: 1024 };

/// The programs of one toolchain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toolchain {
    /// `rustc`.
    pub rustc: PathBuf,
    /// `cargo`.
    pub cargo: PathBuf,
    /// The folder with rustdoc, rustfmt and clippy-driver.
    pub folder: PathBuf,
    /// What `rustc -vV` says.
    pub version: String,
    /// The linker, which rustc calls.
    pub linker: Linker,
    /// The folders that a compiler may read and run beside those of the system: its
    /// own, and the linker's.
    pub folders: Vec<PathBuf>,
}

impl Toolchain {
    /// Asks the `rustc` on the path where its toolchain lies.
    pub fn find(spawner: &Spawner, root: &Path) -> Result<Self, Fault> {
        let ask = |rustc: &Path, question: &[&str]| -> Result<String, Fault> {
            let answer = spawner.run(&Program::new(rustc, root).args(question), ASKING)?;
            if answer.success() {
                return Ok(answer.stdout);
            }
            // The launcher's first line says why; its own hint is for others.
            let end = answer.end();
            let what = if end.starts_with("cannot start") {
                end
            } else {
                format!("{} does not work: {end}", rustc.display())
            };
            Err(Fault::new(what, mend("install Rust from https://rustup.rs")))
        };
        let sysroot = ask(Path::new("rustc"), &["--print=sysroot"])?;
        let folder = Path::new(sysroot.trim()).join("bin");
        let rustc = folder.join("rustc");
        let version = ask(&rustc, &["-vV"])?;
        check_version(&version)?;
        // A distribution's rustc may stand apart from its cargo.
        let cargo = Some(folder.join("cargo")).filter(|cargo| cargo.is_file());
        let cargo = cargo.unwrap_or_else(|| "cargo".into());
        let linker = Linker::find(root, host_of(&version))?;
        try_out(spawner, root, &linker)?;
        let mut folders = linker.folders(root);
        folders.push(folder.parent().unwrap_or(&folder).to_owned());
        Ok(Self { rustc, cargo, folder, version, linker, folders })
    }

    /// The platform that it builds for: `x86_64-unknown-linux-gnu`.
    pub fn host(&self) -> &str {
        host_of(&self.version)
    }

    /// The first line of the version: `rustc 1.95.0 (…)`.
    pub fn name(&self) -> &str {
        self.version.lines().next().unwrap_or_default()
    }
}

fn host_of(version: &str) -> &str {
    version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default()
}

/// Starts the linker once: rustc calls it late, on a file that is not to blame for it.
fn try_out(spawner: &Spawner, root: &Path, linker: &Linker) -> Result<(), Fault> {
    // What somebody chose may know no `--version`.
    if linker.choice == Choice::Settings {
        return Ok(());
    }
    let answer = spawner.run(&Program::new(&linker.path, root).arg("--version"), ASKING)?;
    if answer.success() {
        return Ok(());
    }
    let what = format!("the linker {} does not work: {}", linker.path.display(), answer.end());
    Err(Fault::new(what, mend(INSTALL)))
}

/// What to do about a program that does not work: where a limit may be behind it, that
/// goes first.
fn mend(otherwise: &str) -> String {
    if limits::named().is_empty() {
        return format!("{otherwise}, then open a new terminal");
    }
    format!("raise the limit that is named; if that is no help, {otherwise}")
}

fn check_version(version: &str) -> Result<(), Fault> {
    let release = version.lines().find_map(|line| line.strip_prefix("release: "));
    let minor = release.and_then(|release| release.split('.').nth(1)?.parse::<u32>().ok());
    if minor.is_some_and(|minor| minor >= RUSTC_MINOR_MIN) {
        return Ok(());
    }
    let found = release.unwrap_or("of an unknown version");
    let what = format!("rustc {found} is too old: the course needs 1.{RUSTC_MINOR_MIN}");
    Err(Fault::new(what, "type `rustup update stable`, then run again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_compiler_is_named() {
        let check = |text| check_version(text).map_err(|fault| fault.what);
        assert_eq!(check("rustc 1.95.0\nrelease: 1.95.0"), Ok(()));
        let old = "rustc 1.70.0 is too old: the course needs 1.92".to_owned();
        assert_eq!(check("release: 1.70.0"), Err(old));
        let odd = "rustc of an unknown version is too old: the course needs 1.92".to_owned();
        assert_eq!(check("?"), Err(odd));
    }
}
