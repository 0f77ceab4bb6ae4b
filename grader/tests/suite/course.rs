//! The tests' own course, laid out in a folder of its own, and the program run
//! in it.

use grader::candidate::{Candidate, Header, Origin};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program under test.
pub const GRADE: &str = env!("CARGO_BIN_EXE_grade");

/// A laid-out course.
pub struct Course {
    pub root: PathBuf,
}

/// What one run of the program did.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Course {
    /// The course that tests share and do not change. It stays between runs, so
    /// that its dependencies are built once.
    pub fn shared() -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("course");
        lay_out(&root);
        Self { root }
    }

    /// The same with one exercise more, whose inputs have files. It builds where the
    /// other does.
    pub fn shared_with_files() -> Self {
        let shared = Self::shared().root.join("target");
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("course_with_files");
        lay_out(&root);
        let target = root.join("target");
        if let Err(error) = std::os::unix::fs::symlink(shared, &target) {
            assert!(target.exists(), "a folder of ours: {error}");
        }
        let course = Self { root };
        course.add_files();
        course
    }

    /// Adds that exercise to a course.
    pub fn add_files(&self) {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy_tree(&manifest.join("tests/fixture_with_files"), &self.root, &manifest.join("spec"));
    }

    /// Adds an exercise that links a library, and the crate that does so.
    pub fn add_library(&self) {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy_tree(&manifest.join("tests/fixture_with_library"), &self.root, &manifest.join("spec"));
        let native = "[workspace.dependencies]\nnative = { path = \"native\" }";
        self.change("Cargo.toml", "[workspace.dependencies]", native);
    }

    /// A copy that a test may break. It builds where the shared one does.
    pub fn copy() -> (Self, tempfile::TempDir) {
        let (course, folder) = Self::laid_out_apart();
        let shared = Self::shared().root.join("target");
        std::os::unix::fs::symlink(shared, course.root.join("target")).expect("a folder of ours");
        (course, folder)
    }

    /// A copy that builds in a folder of its own; only the dependencies are the
    /// shared ones.
    pub fn apart() -> (Self, tempfile::TempDir) {
        let shared = Self::shared();
        let (course, folder) = Self::laid_out_apart();
        let record = "target/grade/deps/spin.json";
        fs::create_dir_all(course.root.join("target/grade/deps")).expect("a folder of ours");
        fs::copy(shared.root.join(record), course.root.join(record)).expect("it was just built");
        (course, folder)
    }

    fn laid_out_apart() -> (Self, tempfile::TempDir) {
        // Building the dependencies first keeps copies from each building theirs.
        Self::shared().grade(&["spin", "--solution", "--quick"]);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().join("course");
        lay_out(&root);
        (Self { root }, folder)
    }

    /// Runs `grade` in the course's folder.
    pub fn grade(&self, arguments: &[&str]) -> Ran {
        ran(&self.command(arguments).output().expect("the program starts"))
    }

    /// `grade` in the course's folder, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(GRADE);
        command.args(arguments).current_dir(&self.root).env_remove("CARGO").env_remove("NO_COLOR");
        // The account that runs the tests may have any locale.
        command.env("LC_ALL", "C.UTF-8");
        command
    }

    /// The result of grading with these arguments, as JSON.
    pub fn result(&self, arguments: &[&str]) -> (Ran, serde_json::Value) {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        let path = file.path().to_str().expect("a plain path");
        let ran = self.grade(&[arguments, &["--json", path]].concat());
        let text = fs::read_to_string(path).expect("the result was written");
        let value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{error}: {text}\n{}{}", ran.stdout, ran.stderr));
        (ran, value)
    }

    pub fn write(&self, path: &str, text: &str) {
        fs::write(self.root.join(path), text).expect("a file of ours");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).expect("a file of ours")
    }

    /// Changes one place in a file.
    pub fn change(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has `{old}`");
        self.write(path, &text.replacen(old, new, 1));
    }

    /// The candidates that are graded by their header, with what it expects.
    pub fn candidates(&self) -> Vec<(String, Header)> {
        let folder = self.root.join("candidates");
        let paths = grader::course::sorted_entries(&folder).expect("a folder of ours");
        let read = |path: PathBuf| {
            let candidate = Candidate::read(Origin::File, &path, &self.root).expect("readable");
            (candidate.name(), candidate.header().expect("a sound header"))
        };
        paths.into_iter().map(read).collect()
    }
}

pub fn ran(output: &Output) -> Ran {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran {
        code: output.status.code().expect("it was not killed"),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

/// Copies the fixture; a file that is already there and equal is left alone.
fn lay_out(root: &Path) {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy_tree(&manifest.join("tests/fixture"), root, &manifest.join("spec"));
    let lock = fs::read(manifest.join("../Cargo.lock")).expect("the workspace has a lock file");
    put(&root.join("Cargo.lock"), &lock);
}

fn copy_tree(from: &Path, to: &Path, spec: &Path) {
    fs::create_dir_all(to).expect("a folder of ours");
    if ["mutants", "accepted", "serial", "candidates"].iter().any(|name| to.ends_with(name)) {
        // What an earlier state of the fixture had is not part of this one.
        for old in grader::course::sorted_entries(to).expect("a folder of ours") {
            if !from.join(old.file_name().expect("an entry has a name")).exists() {
                let _ = fs::remove_file(old);
            }
        }
    }
    for entry in fs::read_dir(from).expect("the fixture") {
        let path = entry.expect("the fixture").path();
        let target = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy_tree(&path, &target, spec);
            continue;
        }
        let mut bytes = fs::read(&path).expect("the fixture");
        if path.ends_with("fixture/Cargo.toml") {
            let text = String::from_utf8(bytes).expect("a manifest is text");
            bytes = text.replace("SPEC_CRATE", &spec.to_string_lossy()).into_bytes();
        }
        put(&target, &bytes);
    }
}

/// Other tests may be reading: a file appears whole.
fn put(path: &Path, bytes: &[u8]) {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return;
    }
    let folder = path.parent().expect("a file lies in a folder");
    let new = tempfile::NamedTempFile::new_in(folder).expect("a folder of ours");
    fs::write(new.path(), bytes).expect("a file of ours");
    new.persist(path).expect("a folder of ours");
}

/// The processes whose program lies below this path.
pub fn processes_below(path: &Path) -> Vec<PathBuf> {
    let processes = fs::read_dir("/proc").expect("Linux").flatten();
    let programs = processes.filter_map(|process| fs::read_link(process.path().join("exe")).ok());
    programs.filter(|program| program.starts_with(path)).collect()
}

/// A screen with the figures that differ from run to run masked.
pub fn masked(screen: &str) -> String {
    screen.replace(env!("CARGO_TARGET_TMPDIR"), "[tmp]")
}
