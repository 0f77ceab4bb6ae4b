//! The toolchain's other tools, as the laws of a sound course and new exercises
//! need them.

use super::{CARGO, Compiler, Dependencies, FLAGS, RUSTC, dependencies, write};
use crate::candidate::Candidate;
use crate::course::Exercise;
use crate::fault::Fault;
use crate::process::{Limits, Program, temporary_folder};
use std::path::{Path, PathBuf};

/// All code blocks of a lesson, compiled and run.
const DOCTESTS: Limits = Limits { time_wall_s: 120.0, memory_peak_mib: 4096 };

impl Compiler {
    /// Builds a program of the course's own workspace with one of its features, if need be,
    /// and gives its path. `hear` is told each crate that is begun.
    pub fn program(
        &self,
        root: &Path,
        package: &str,
        feature: &str,
        hear: &mut dyn FnMut(&str),
    ) -> Result<PathBuf, Fault> {
        let target = self.store.join("programs");
        let cargo = dependencies::cargo(self, root, &target).args([
            "build",
            "--release",
            "--locked",
            "--package",
            package,
            "--features",
            feature,
            "--bin",
            package,
        ]);
        let begun = &mut |line: &str| {
            if let Some(krate) = line.trim_start().strip_prefix("Compiling ") {
                hear(krate);
            }
        };
        let finished = self.spawner.run_telling(&cargo, CARGO, begun)?;
        dependencies::built(&format!("the program `{package}`"), finished)?;
        Ok(target.join("release").join(package))
    }

    /// Runs a program of the course's own in `folder` to its end. `hear` is told each line
    /// that it writes to standard error.
    pub fn run_program(
        &self,
        program: &Path,
        arguments: &[String],
        hear: &mut dyn FnMut(&str),
    ) -> Result<(), Fault> {
        let run = Program::new(program, Path::new("/")).args(arguments);
        let finished = self.spawner.run_telling(&run, CARGO, hear)?;
        if finished.success() {
            return Ok(());
        }
        Err(Fault::new(finished.end(), "mend what it names, then run again"))
    }

    /// What rustfmt would change in these files; nothing if it is content.
    pub fn unformatted(&self, root: &Path, files: &[PathBuf]) -> Result<Option<String>, Fault> {
        let program = Program::new(&self.toolchain.folder.join("rustfmt"), root)
            .args(["--check", "--color=never"])
            .args(files);
        let finished = self.spawner.run(&program, RUSTC)?;
        Ok((!finished.success()).then_some(finished.stdout + &finished.stderr))
    }

    /// What clippy says against a candidate; nothing if it is content.
    pub fn lint(
        &self,
        exercise: &Exercise,
        needs: &Dependencies,
        candidate: &Candidate,
    ) -> Result<Option<String>, Fault> {
        let work = temporary_folder()?;
        let source = work.path().join("solution.rs");
        write(&source, &candidate.source)?;
        let program = Program::new(&self.toolchain.folder.join("clippy-driver"), &exercise.root)
            .arg(&source)
            .args(["--crate-type=lib", "--emit=metadata", "--crate-name", &exercise.name.slug])
            .args(FLAGS)
            .args(["-Dwarnings", "-Wclippy::pedantic", "-Aclippy::cast_precision_loss"])
            .args(["-Aclippy::must_use_candidate", "-Aclippy::missing_panics_doc"])
            .arg(super::remap(&source, &candidate.path))
            .arg("--out-dir")
            .arg(work.path())
            .args(needs.externs_of_student());
        let finished = self.spawner.run(&program, RUSTC)?;
        Ok((!finished.success()).then_some(finished.stderr))
    }

    /// What rustc says against a program without any crate; nothing if it compiles.
    pub fn refusal(&self, program: &str) -> Result<Option<String>, Fault> {
        let work = temporary_folder()?;
        let source = work.path().join("quiz.rs");
        write(&source, program)?;
        let program = Program::new(&self.toolchain.rustc, work.path())
            .args(["--edition=2024", "--emit=metadata", "--color=never", "-Awarnings"])
            .arg("--out-dir")
            .arg(work.path())
            .arg(&source);
        let finished = self.spawner.run(&program, RUSTC)?;
        Ok((!finished.success()).then_some(finished.stderr))
    }

    /// What goes wrong in a lesson's code blocks; nothing if all compile and run.
    pub fn broken_blocks(
        &self,
        lesson: &Path,
        needs: &Dependencies,
    ) -> Result<Option<String>, Fault> {
        let work = temporary_folder()?;
        let program = Program::new(&self.toolchain.folder.join("rustdoc"), work.path())
            .args(["--test", "--edition=2024", "--test-args=--color=never"])
            .args(self.toolchain.linker.flags())
            .arg(lesson)
            .args(needs.externs_of_student());
        let finished = self.spawner.run(&program, DOCTESTS)?;
        Ok((!finished.success()).then_some(finished.stdout + &finished.stderr))
    }

    /// Enters new packages of the course into its lock file, so that `--locked`
    /// builds go on working. Offline: nothing else in the file changes.
    pub fn lock_members(&self, root: &Path) -> Result<(), Fault> {
        self.lock(root, &["--offline"])
    }

    /// Writes the lock file of a workspace that is new. Where what it names was never
    /// fetched, cargo asks the registry.
    pub fn lock_anew(&self, root: &Path) -> Result<(), Fault> {
        self.lock(root, &["--offline"]).or_else(|_| self.lock(root, &[]))
    }

    fn lock(&self, root: &Path, how: &[&str]) -> Result<(), Fault> {
        let program = Program::new(&self.toolchain.cargo, root)
            .with_network()
            .args(["update", "--workspace", "--quiet"])
            .args(how)
            .env("RUSTC", &self.toolchain.rustc);
        let finished = self.spawner.run(&program, CARGO)?;
        if finished.success() {
            return Ok(());
        }
        let what = format!("cargo cannot update Cargo.lock:\n{}", finished.stderr.trim_end());
        Err(Fault::new(what, "mend what it names; then `cargo fetch` gets what is missing"))
    }
}
