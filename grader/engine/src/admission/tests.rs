//! Submissions that are taken, and folders.

mod hostile;

use super::*;
use nix::sys::stat::Mode;
use std::ffi::OsStr;
use std::fs;
use std::io::{Cursor, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use tar::EntryType;
use tempfile::TempDir;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

const SOURCE: &str = "pub fn f() {}\n";
/// Beside the file that is graded, all that could act on a build.
const PROJECT: [(&str, &str); 7] = [
    ("Cargo.toml", "[package]\nbuild = \"build.rs\""),
    ("build.rs", "fn main() {}"),
    ("rust-toolchain.toml", "[toolchain]\npath = \".\""),
    (".cargo/config.toml", "[build]\nrustc-wrapper = \"./evil\""),
    ("src/main.rs", "fn main() {}"),
    ("src/old/student.rs", "not this one"),
    ("target/debug/student.rs", "nor this one"),
];

/// A header for an entry; the name may be anything that fits into it.
fn header(name: &[u8], kind: EntryType, size: usize) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.as_mut_bytes()[..name.len()].copy_from_slice(name);
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_size(size as u64);
    header.set_cksum();
    header
}

fn tarred(files: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, text) in files {
        let header = header(name.as_bytes(), EntryType::Regular, text.len());
        builder.append(&header, text.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn plain() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, plain()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The same files in every container.
fn in_all(files: &[(&str, &str)]) -> [(&'static str, Result<Admitted, Refusal>); 4] {
    let folder = folder(files);
    let root = open(folder.path()).unwrap();
    [
        ("folder", from_open(root, folder.path())),
        ("tar", from_bytes(tarred(files), Form::Tar)),
        ("tar.gz", from_bytes(gzipped(&tarred(files)), Form::PackedTar)),
        ("zip", from_bytes(zipped(files), Form::Zip)),
    ]
}

fn check_taken(files: &[(&str, &str)], inside: &str, ignored: &str) {
    for (container, admitted) in in_all(files) {
        let admitted = admitted.unwrap_or_else(|refusal| panic!("{container}: {refusal:?}"));
        assert_eq!(admitted.inside, Path::new(inside), "{container}");
        assert_eq!(admitted.source, SOURCE.as_bytes(), "{container}");
        // A folder tells of `target/` as one, an archive of each file in it.
        assert_eq!(admitted.ignored.to_string(), ignored, "{container}");
    }
}

fn check_refused(files: &[(&str, &str)], what: &str) {
    for (container, admitted) in in_all(files) {
        let refusal = admitted.map_err(|refusal| refusal.what);
        assert_eq!(refusal, Err(what.to_owned()), "{container}");
    }
}

#[test]
fn a_lone_file_is_taken_whatever_its_name() {
    check_taken(&[("student.rs", SOURCE)], "student.rs", "nothing");
    check_taken(&[("hw1/mine.rs", SOURCE), ("hw1/readme.md", "")], "hw1/mine.rs", "hw1/readme.md");
    check_taken(&[("a/b/Student.rs", SOURCE), ("._b.rs", "")], "a/b/Student.rs", "._b.rs");
}

#[test]
fn a_project_is_ignored_around_the_file() {
    let mut files = PROJECT.to_vec();
    files.push(("student.rs", SOURCE));
    for (container, admitted) in in_all(&files) {
        let admitted = admitted.unwrap();
        assert_eq!(admitted.source, SOURCE.as_bytes(), "{container}");
        let ignored = "Cargo.toml, build.rs, rust-toolchain.toml and 4 more";
        assert_eq!(admitted.ignored.to_string(), ignored, "{container}");
    }
}

#[test]
fn an_archive_may_have_a_folder_around_everything() {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, kind) in [("./", EntryType::Directory), ("./hw/", EntryType::Directory)] {
        builder.append(&header(name.as_bytes(), kind, 0), &b""[..]).unwrap();
    }
    let long = format!("{}.txt", "long".repeat(40));
    builder.append_data(&mut header(b"", EntryType::Regular, 0), &long, &b""[..]).unwrap();
    let file = header(b"./hw/student.rs", EntryType::Regular, SOURCE.len());
    builder.append(&file, SOURCE.as_bytes()).unwrap();
    let admitted = from_bytes(builder.into_inner().unwrap(), Form::Tar).unwrap();
    assert_eq!(admitted.inside, Path::new("hw/student.rs"));
    assert!(admitted.ignored.to_string().starts_with("longlong"));

    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_directory("hw", plain()).unwrap();
    writer.start_file("hw/student.rs", plain()).unwrap();
    writer.write_all(SOURCE.as_bytes()).unwrap();
    let admitted = from_bytes(writer.finish().unwrap().into_inner(), Form::Zip).unwrap();
    assert_eq!(admitted.source, SOURCE.as_bytes());
    assert!(admitted.ignored.is_empty());
}

#[test]
fn a_zip_that_was_written_without_seeking_is_taken() {
    let mut bytes = Vec::new();
    let mut writer = zip::ZipWriter::new_stream(&mut bytes);
    writer.start_file("student.rs", plain()).unwrap();
    writer.write_all(SOURCE.as_bytes()).unwrap();
    writer.finish().unwrap();
    assert_eq!(from_bytes(bytes, Form::Zip).unwrap().source, SOURCE.as_bytes());
}

#[test]
fn a_choice_is_the_students() {
    let two = "it has more than one file to choose from";
    check_refused(&[("a.rs", ""), ("b/c.rs", "")], &format!("{two}: `a.rs`, `b/c.rs`"));
    let deep = [("a/student.rs", ""), ("b/student.rs", ""), ("c/d/student.rs", "")];
    for (container, admitted) in in_all(&deep) {
        let what = admitted.unwrap_err().what;
        assert!(what.contains(two) && !what.contains("c/d"), "{container}: {what}");
    }
    check_refused(&[("readme.md", "")], "it has no `.rs` file");
    check_refused(&[("target/student.rs", "")], "it has no `.rs` file");
}

#[test]
fn names_that_differ_in_case_only_are_refused() {
    for name in ["Student.rs", "STUDENT.RS", "ſtudent.rs"] {
        let what = format!("`student.rs` and `{name}` differ in case only");
        check_refused(&[("student.rs", SOURCE), (name, SOURCE)], &what);
    }
}

#[test]
fn a_file_is_itself() {
    let folder = folder(&[("mine.rs", SOURCE), ("notes.txt", ""), ("a.tar", "")]);
    let admitted = admit(&folder.path().join("mine.rs")).unwrap();
    assert_eq!((admitted.inside, admitted.source), (PathBuf::new(), SOURCE.into()));
    let fault = admit(&folder.path().join("notes.txt")).unwrap_err();
    assert!(fault.what.ends_with("notes.txt: it is none of the files that can be graded"));
    let fault = admit(&folder.path().join("a.tar")).unwrap_err();
    assert!(fault.what.ends_with("a.tar: it is empty"), "{fault}");
    let long = folder.path().join("long.rs");
    fs::write(&long, vec![b' '; SOURCE_BYTES_MAX as usize + 1]).unwrap();
    assert!(admit(&long).unwrap_err().what.ends_with("`long.rs` is longer than 256 KiB"));
    let huge = folder.path().join("huge.zip");
    File::create(&huge).unwrap().set_len(ARCHIVE_BYTES_MAX + 1).unwrap();
    assert!(admit(&huge).unwrap_err().what.ends_with("it is larger than 16 MiB"));
}

#[test]
fn no_link_is_followed_to_a_submission() {
    let folder = folder(&[("real/student.rs", SOURCE)]);
    let at = |name: &str| folder.path().join(name);
    symlink(at("real"), at("link")).unwrap();
    symlink(at("real/student.rs"), at("link.rs")).unwrap();
    for name in ["link", "link/", "link/.", "link.rs"] {
        let fault = admit(&at(name)).unwrap_err();
        assert!(fault.what.ends_with("it is a symbolic link"), "{name}: {fault}");
    }
    nix::unistd::mkfifo(&at("fifo.rs"), Mode::S_IRWXU).unwrap();
    assert!(admit(&at("fifo.rs")).unwrap_err().what.contains("none of the files"));
}

/// A folder whose `student.rs` or `src` is made by `make`.
fn check_folder(make: impl Fn(&Path, &Path), what: &str) {
    let secret = folder(&[("student.rs", "somebody else's")]);
    let folder = folder(&[("readme.md", "")]);
    make(folder.path(), secret.path());
    let found = admit(folder.path()).map_err(|fault| fault.what);
    let expected = format!("{}: {what}", folder.path().display());
    assert_eq!(found, Err(expected));
}

#[test]
fn no_link_or_fifo_is_opened_in_a_folder() {
    let file = "student.rs";
    let symbolic = "`student.rs` is a symbolic link, not a regular file";
    check_folder(|at, to| symlink(to.join(file), at.join(file)).unwrap(), symbolic);
    check_folder(|at, _| symlink("/dev/zero", at.join(file)).unwrap(), symbolic);
    check_folder(|at, _| symlink("nowhere", at.join(file)).unwrap(), symbolic);
    let linked = "`src` is a symbolic link to a folder";
    check_folder(|at, to| symlink(to, at.join("src")).unwrap(), linked);
    let fifo = |at: &Path, name: &str| {
        nix::unistd::mkfifo(&at.join(name), Mode::S_IRWXU).unwrap();
    };
    check_folder(|at, _| fifo(at, file), "`student.rs` is a fifo, not a regular file");
    check_folder(|at, _| fifo(at, "a.rs"), "`a.rs` is a fifo, not a regular file");
    check_folder(|at, _| fifo(at, "fifo"), "it has no `.rs` file");
    check_folder(|at, _| fs::create_dir(at.join(file)).unwrap(), {
        "`student.rs` is a folder, not a regular file"
    });
}

/// In a folder of this system a backslash divides nothing, and bytes are bytes.
#[test]
fn a_folder_with_foreign_names_is_taken() {
    let folder = folder(&[("notes\\student.rs", "not this one"), ("bell\u{7}/a.rs", "nor this")]);
    let own = folder.path().join(OsStr::from_bytes(b"\xe9t\xe9"));
    fs::create_dir(&own).unwrap();
    fs::write(own.join("student.rs"), SOURCE).unwrap();
    fs::write(own.join(OsStr::from_bytes(b"r\xe9sum\xe9.txt")), "").unwrap();
    let admitted = admit(folder.path()).unwrap();
    assert_eq!(folder.path().join(&admitted.inside), own.join("student.rs"));
    assert_eq!(admitted.source, SOURCE.as_bytes());
    let told = admitted.ignored.to_string();
    assert!(told.contains("bell\\u{7}") && told.contains("notes\\\\student.rs"), "{told}");
}

#[test]
fn a_file_that_is_exchanged_meanwhile_is_not_read() {
    let secret = folder(&[("student.rs", "somebody else's")]);
    let ours = folder(&[("src/student.rs", SOURCE)]);
    let mut opened = Folder::new(open(ours.path()).unwrap());
    let listing = opened.list().unwrap();
    let chosen = choice::chosen(&listing).unwrap();
    assert_eq!(opened.read(chosen).unwrap(), SOURCE.as_bytes());
    fs::rename(ours.path().join("src"), ours.path().join("old")).unwrap();
    symlink(secret.path(), ours.path().join("src")).unwrap();
    let what = opened.read(chosen).unwrap_err().what;
    assert!(what.starts_with("cannot open `src/student.rs`"), "{what}");
    fs::remove_file(ours.path().join("src")).unwrap();
    fs::create_dir(ours.path().join("src")).unwrap();
    nix::unistd::mkfifo(&ours.path().join("src/student.rs"), Mode::S_IRWXU).unwrap();
    let what = opened.read(chosen).unwrap_err().what;
    assert_eq!(what, "`src/student.rs` is not a regular file any more");
}

#[test]
fn what_is_ignored_is_told_short_and_harmless() {
    let told = |names: &[&str]| Ignored(names.iter().map(|&name| name.to_owned()).collect());
    assert_eq!(told(&["a"]).to_string(), "a");
    assert_eq!(told(&["a", "b"]).to_string(), "a and b");
    assert_eq!(told(&["a", "b", "c"]).to_string(), "a, b and c");
    assert_eq!(told(&["a", "b", "c", "d", "e"]).to_string(), "a, b, c and 2 more");
    let long = "x".repeat(100);
    assert_eq!(told(&[&long, "\u{202e}"]).to_string(), format!("{}… and \\u{{202e}}", &long[..60]));
}

#[test]
fn what_was_in_an_archive_is_handed_in_again_as_the_archive() {
    let check = |path: &str, expected: &str| {
        assert_eq!(submission(Path::new(path)), Path::new(expected));
    };
    check("a/hw.zip/src/student.rs", "a/hw.zip");
    check("hw.tar.GZ/student.rs", "hw.tar.GZ");
    check("hw/student.rs", "hw/student.rs");
    check("student.rs", "student.rs");
}
