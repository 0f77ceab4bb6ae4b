//! What a row of the table needs: a course of its own, a shell that provokes the
//! trouble, and control groups that go when the row is over.

use crate::course::{Course, GRADE, Ran};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// No row may take longer, in seconds.
const ROW_MAX_S: &str = "90";
/// How often a control group is asked whether it is empty, and how often at most.
const EMPTY: (u32, Duration) = (200, Duration::from_millis(10));

/// What a machine must have for a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The powers of root.
    Root,
    /// Mounts of one's own, by `unshare -m`.
    Mount,
    /// A C compiler.
    Cc,
    /// A control group of this controller, in the first version of the interface.
    Group(&'static str),
}

impl Need {
    /// What is missing; nothing if it is there.
    pub fn missing(self) -> Option<String> {
        let works = |program: &str, arguments: &[&str]| {
            let mut command = Command::new(program);
            command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        match self {
            Self::Root => (!nix::unistd::geteuid().is_root()).then(|| "needs root".to_owned()),
            Self::Mount => (!works("unshare", &["-m", "mount", "-t", "tmpfs", "none", "/mnt"]))
                .then(|| "needs `unshare -m`".to_owned()),
            Self::Cc => (!works("cc", &["--version"])).then(|| "needs a C compiler".to_owned()),
            Self::Group(controller) => (!group_root(controller).join("cgroup.procs").exists())
                .then(|| format!("needs the controller {controller} of cgroup v1")),
        }
    }
}

/// How much is built when the trouble begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Built {
    /// All but the student's file, in a folder that other tests share.
    Judge,
    /// The student's file too.
    All,
    /// The dependencies alone, in a folder of its own.
    Dependencies,
    /// Nothing, in a folder of its own.
    Nothing,
}

/// One row's course and scratch folder.
pub struct Stage {
    pub course: Course,
    _folder: tempfile::TempDir,
    scratch: tempfile::TempDir,
    groups: Vec<PathBuf>,
}

impl Stage {
    /// A course with the solution as the student's file, each time another text.
    pub fn new(built: Built) -> Self {
        let (course, folder) = match built {
            Built::Judge | Built::All => Course::copy(),
            Built::Dependencies | Built::Nothing => Course::apart(),
        };
        if built == Built::Nothing {
            fs::remove_dir_all(course.root.join("target")).expect("ours");
        }
        let scratch = tempfile::tempdir().expect("a temporary folder");
        let stage = Self { course, _folder: folder, scratch, groups: Vec::new() };
        let solution = stage.course.read("solutions/01_spin/solution.rs");
        stage.write_student(&solution);
        if built == Built::All {
            let ran = stage.course.grade(&["spin", "--quick"]);
            assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        }
        stage
    }

    /// Writes a student's file that was never built.
    pub fn write_student(&self, text: &str) {
        let unique = self.scratch.path().display();
        self.course.write("exercises/01_spin/student.rs", &format!("{text}\n// {unique}\n"));
    }

    pub fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// Writes a program of ours.
    pub fn program(&self, path: &str, text: &str) {
        let path = self.scratch().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("ours");
        fs::write(&path, text).expect("ours");
        let status = Command::new("chmod").arg("755").arg(&path).status().expect("it starts");
        assert!(status.success());
    }

    /// Builds `shim.so`, whose functions go before those of the system.
    pub fn shim(&self, code: &str) {
        let source = self.scratch().join("shim.c");
        fs::write(&source, format!("#define _GNU_SOURCE\n#include <errno.h>\n{code}\n"))
            .expect("ours");
        let mut command = Command::new("cc");
        command.args(["-shared", "-fPIC", "-w", "-o"]).arg(self.scratch().join("shim.so"));
        let built = command.arg(&source).output().expect("`cc` starts");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    }

    /// Makes a control group with these settings; its folder is `$GROUP`.
    pub fn group(&mut self, controller: &str, settings: &[(&str, &str)]) {
        let name = self.scratch().file_name().expect("it has a name").to_string_lossy();
        let folder = group_root(controller).join(format!("grader-test{name}"));
        fs::create_dir(&folder).expect("root makes groups");
        self.groups.push(folder.clone());
        for (file, value) in settings {
            fs::write(folder.join(file), value).expect("the kernel takes it");
        }
    }

    /// Runs a script; `"$@"` in it is the grading.
    pub fn run(&self, script: &str, arguments: &[&str]) -> Ran {
        let mut command = Command::new("timeout");
        command.args(["-k", "5", ROW_MAX_S, "bash", "-c", script, "bash", GRADE]);
        command.args(arguments).current_dir(&self.course.root);
        command.env_remove("CARGO").env("SCRATCH", self.scratch()).env("ROOT", &self.course.root);
        command.env("TOOLCHAIN", toolchain()).stdin(Stdio::null());
        if let Some(group) = self.groups.first() {
            command.env("GROUP", group);
        }
        told(&command.output().expect("`timeout` starts"))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        for group in &self.groups {
            for _ in 0..EMPTY.0 {
                if fs::remove_dir(group).is_ok() {
                    break;
                }
                sleep(EMPTY.1);
            }
        }
    }
}

/// What it did. A killed process has the code that a shell gives it.
fn told(output: &Output) -> Ran {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let signal = output.status.signal().map(|signal| 128 + signal);
    Ran {
        code: output.status.code().or(signal).unwrap_or(-1),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

fn group_root(controller: &str) -> PathBuf {
    Path::new("/sys/fs/cgroup").join(controller)
}

/// The folder with the real rustc, whatever `HOME` says.
pub fn toolchain() -> PathBuf {
    let asked = Command::new("rustc").arg("--print=sysroot").output().expect("there is Rust");
    let sysroot = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
    PathBuf::from(sysroot).join("bin")
}
