//! What a program may reach. The launcher encloses itself and then becomes the
//! program: no root, no external tool, and nothing of it can be undone.
//!
//! Each layer alone would be passable: the filter of system calls knows no
//! paths, and Landlock no UDP. Other systems than Linux have neither; there a
//! program has its limits, a clean environment and nothing else.

#[cfg(all(target_os = "linux", not(grade_portable)))]
mod linux;

use crate::course::Grant;
use crate::path::exact;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What a program may reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// What kind of program it is: which system calls it needs.
    pub kind: Kind,
    /// Files and folders that it may read.
    #[serde(with = "exact")]
    pub read: Vec<PathBuf>,
    /// Files and folders that it may read and run.
    #[serde(with = "exact")]
    pub run: Vec<PathBuf>,
    /// Files and folders that it may change.
    #[serde(with = "exact")]
    pub write: Vec<PathBuf>,
}

/// Which system calls a program needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It computes, with threads, and speaks over the socket that it has.
    Candidate,
    /// It does the same, and writes the files of inputs.
    Judge,
    /// It starts programs and writes files, as compilers do.
    Compiler,
}

impl Kind {
    /// How large a file may grow that it writes, in MiB: a candidate writes none, a judge
    /// those of its inputs, and a compiler a binary, its parts and its records.
    pub fn file_mib_max(self) -> u64 {
        match self {
            Self::Candidate => 0,
            Self::Judge => 1024,
            Self::Compiler => 256,
        }
    }

    /// How many files it may have open at once: each has memory of the kernel that no
    /// other limit counts. A compiler may have as many as the shell lets it.
    pub fn files_open_max(self) -> u64 {
        match self {
            Self::Candidate | Self::Judge => 256,
            Self::Compiler => u64::MAX,
        }
    }
}

/// Where shared libraries lie.
const LIBRARIES: [&str; 5] = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"];
/// The loaders of dynamic programs: the kernel runs them.
const LOADERS: [&str; 3] = [
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-linux-riscv64-lp64d.so.1",
];
/// What compilers and linkers read and run. The stores of Nix and Guix hold programs
/// that everybody may read, and nothing else.
/// Of `/etc` they need what the loader, a linker and clang are set up by: what else stands
/// there, the compiler would show in a message to a file that asks for it.
const SYSTEM: [&str; 10] = [
    "/usr",
    "/bin",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/clang",
    "/nix/store",
    "/gnu/store",
];

impl Enclosure {
    /// For a candidate: its own binary and the libraries, nothing to write.
    pub fn candidate(binary: &Path) -> Self {
        let mut read: Vec<PathBuf> = LIBRARIES.map(PathBuf::from).to_vec();
        // Its own counters: how long its threads ran and waited.
        read.push(PathBuf::from("/proc/self"));
        read.push(PathBuf::from("/dev/null"));
        // So that `available_parallelism` says inside what it says outside.
        read.extend(super::limits::quota_files());
        let mut run: Vec<PathBuf> = LOADERS.map(PathBuf::from).to_vec();
        run.push(binary.to_owned());
        Self { kind: Kind::Candidate, read, run, write: Vec::new() }
    }

    /// The same, with what of the machine an exercise grants: each file by its name, and
    /// no folder.
    #[must_use]
    pub fn granting(mut self, grants: &[Grant]) -> Self {
        for grant in grants {
            match grant {
                Grant::ControlGroups => self.read.extend(super::limits::limit_files()),
            }
        }
        self
    }

    /// The same, with a file or folder more to read.
    #[must_use]
    pub fn reading(mut self, path: &Path) -> Self {
        self.read.push(path.to_owned());
        self
    }

    /// The same for a judge, which writes into a folder.
    #[must_use]
    pub fn writing(mut self, folder: &Path) -> Self {
        self.write.push(folder.to_owned());
        Self { kind: Kind::Judge, ..self }
    }

    /// For a compiler: the system's programs, its toolchain and what it is given
    /// to read; one folder to write.
    pub fn compiler(read: &[&Path], run: &[PathBuf], write: &Path) -> Self {
        let mut run = run.to_vec();
        run.extend(SYSTEM.map(PathBuf::from));
        let mut read: Vec<PathBuf> = read.iter().map(|path| path.to_path_buf()).collect();
        // The quota of its control group, so that it starts no more threads than help.
        read.extend(["/proc/self/cgroup", "/dev/null", "/dev/urandom"].map(PathBuf::from));
        let write = vec![write.to_owned(), PathBuf::from("/dev/null")];
        Self { kind: Kind::Compiler, read, run, write }
    }
}

#[cfg(not(all(target_os = "linux", not(grade_portable))))]
impl Enclosure {
    /// There is nothing to enclose a process with.
    pub fn enter(&self) -> Result<(), String> {
        Err(format!("{} has neither Landlock nor seccomp", std::env::consts::OS))
    }
}
