//! An exercise whose crate links a library that was built elsewhere: who brings it, where
//! it lies, and what is said of it. A program that is called `npm` stands for npm.

use crate::course::{Course, Ran, ran};
use flate2::{Compression, write::GzEncoder};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const EXERCISE: &str = "exercises/04_linked/exercise.toml";

/// A course with that exercise, a library, and a package with the library for `npm`.
struct Stage {
    course: Course,
    folder: tempfile::TempDir,
}

impl Stage {
    fn new() -> Self {
        let (course, folder) = Course::apart();
        course.add_library();
        let stage = Self { course, folder };
        fs::create_dir(stage.path("own")).expect("a folder of ours");
        let source = stage.path("answer.c");
        fs::write(&source, "unsigned answer(void) { return 42; }\n").expect("a file of ours");
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-o"]).args([stage.library(), source]);
        assert!(cc.status().expect("there is a C compiler").success());
        let bytes = fs::read(stage.library()).expect("it was built");
        let host = grader_host();
        stage.course.change(EXERCISE, "HOST", &host);
        stage.course.change(EXERCISE, "HASH", blake3::hash(&bytes).to_hex().as_str());
        stage.pack(&bytes);
        stage.install_npm();
        stage
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn library(&self) -> PathBuf {
        self.path("own/libanswer.so")
    }

    fn pack(&self, library: &[u8]) {
        let packed = File::create(self.path("package.tgz")).expect("a file of ours");
        let mut archive = tar::Builder::new(GzEncoder::new(packed, Compression::fast()));
        for (name, bytes) in
            [("package/package.json", &b"{}"[..]), ("package/libanswer.so", library)]
        {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o600);
            archive.append_data(&mut header, name, bytes).expect("a short name");
        }
        archive.into_inner().and_then(GzEncoder::finish).expect("a file of ours");
    }

    fn install_npm(&self) {
        fs::create_dir(self.path("bin")).expect("a folder of ours");
        let npm = self.path("bin/npm");
        let text = format!(
            "#!/bin/sh\n[ \"$1 $2\" = 'pack @tests/answer@4.2.0' ] || exit 1\n\
             echo called >>{0}\nsleep 0.2\ncp {1} .\n",
            self.path("calls").display(),
            self.path("package.tgz").display()
        );
        fs::write(&npm, text).expect("a file of ours");
        fs::set_permissions(&npm, Permissions::from_mode(0o755)).expect("a file of ours");
    }

    /// `grade linked --solution --quick`, with more behind it.
    fn command(&self, arguments: &[&str]) -> Command {
        let all = [&["linked", "--solution", "--quick"], arguments].concat();
        let mut command = self.course.command(&all);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.path("bin")).chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(folders).expect("plain names"));
        command.env_remove("ANSWER_LIB_DIR").stdin(Stdio::null());
        command
    }

    fn grade(&self, arguments: &[&str]) -> Ran {
        ran(&self.command(arguments).output().expect("it starts"))
    }

    /// The libraries that are kept, and whatever else lies beside them.
    fn kept(&self) -> Vec<PathBuf> {
        let folder = self.course.root.join("target/grade/native");
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect()
    }

    fn calls(&self) -> usize {
        fs::read_to_string(self.path("calls")).unwrap_or_default().lines().count()
    }
}

/// The platform, as rustc calls it.
fn grader_host() -> String {
    let said = Command::new("rustc").arg("-vV").output().expect("there is Rust").stdout;
    let said = String::from_utf8(said).expect("a text");
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("it says for which platform").to_owned()
}

fn is_fault(ran: &Ran, words: &[&str]) {
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    for word in words {
        assert!(ran.stderr.contains(word), "no `{word}` in {}", ran.stderr);
    }
}

fn is_right(ran: &Ran, words: &str) {
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains(words), "no `{words}` in {}", ran.stderr);
}

#[test]
fn a_library_is_fetched_once_and_only_with_leave() {
    let stage = Stage::new();
    let asked = stage.grade(&[]);
    is_fault(
        &asked,
        &["Answer 4.2 is not here", "`grade linked --yes` fetches it", "ANSWER_LIB_DIR"],
    );
    assert_eq!((stage.calls(), stage.kept().len()), (0, 0));
    // Two graders at once: both end well, and one library is there.
    let start = || {
        let mut command = stage.command(&["--yes"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    };
    for child in [start(), start()] {
        is_right(&ran(&child.wait_with_output().expect("it ends")), "Uses Answer 4.2, npm's");
    }
    let kept = stage.kept();
    assert_eq!(kept.len(), 1, "{kept:?}");
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&kept[0]), mode(&kept[0].join("libanswer.so"))), (0o755, 0o644));
    let calls = stage.calls();
    is_right(&stage.grade(&["--isolation", "require"]), "Uses Answer 4.2, npm's");
    assert_eq!(stage.calls(), calls, "it is not fetched again");
}

#[test]
fn a_library_that_is_another_is_not_taken() {
    let stage = Stage::new();
    stage.pack(b"no library at all");
    is_fault(&stage.grade(&["--yes"]), &["libanswer.so in it is another than is known"]);
    stage.pack(b"");
    fs::write(stage.path("package.tgz"), "no package").expect("a file of ours");
    is_fault(&stage.grade(&["--yes"]), &["@tests/answer@4.2.0: "]);
    fs::write(stage.path("bin/npm"), "#!/bin/sh\necho 'no such package' >&2; exit 1\n")
        .expect("a file of ours");
    is_fault(
        &stage.grade(&["--yes"]),
        &["npm cannot download @tests/answer@4.2.0", "no such package"],
    );
    assert_eq!(stage.kept(), Vec::<PathBuf>::new(), "nothing half-done stays");
}

#[test]
fn a_library_of_the_person_goes_first() {
    let stage = Stage::new();
    let with = |folder: &Path| {
        ran(&stage.command(&[]).env("ANSWER_LIB_DIR", folder).output().expect("it starts"))
    };
    // Readable for its owner alone: candidates may be somebody else.
    fs::set_permissions(stage.path("own"), Permissions::from_mode(0o700)).expect("ours");
    is_right(&with(&stage.path("own")), "which ANSWER_LIB_DIR names; 4.2 is asked for");
    assert_eq!(stage.calls(), 0);
    let elsewhere = with(stage.folder.path());
    is_fault(&elsewhere, &["ANSWER_LIB_DIR names a folder without the library", "libanswer.so"]);
}

#[test]
fn a_crate_may_download_its_library_where_there_is_no_npm() {
    let stage = Stage::new();
    let from = stage.library().display().to_string();
    stage.course.write("native/download.txt", &from);
    let variable = "variable = \"ANSWER_LIB_DIR\"";
    stage.course.change(
        EXERCISE,
        variable,
        &format!("{variable}\ndownload_variable = \"ANSWER_DOWNLOAD\""),
    );
    stage.course.change(EXERCISE, &grader_host(), "another-platform");
    is_fault(&stage.grade(&[]), &["`grade linked --yes` fetches it"]);
    is_right(&stage.grade(&["--yes"]), "Uses Answer 4.2, which its crate downloads");
    is_right(&stage.grade(&[]), "Uses Answer 4.2, which its crate downloads");
}
