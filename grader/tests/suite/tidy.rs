//! Rules about the source itself.

use std::fs;
use std::path::{Path, PathBuf};

fn sources() -> Vec<(PathBuf, String)> {
    let mut sources = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for path in grader::course::sorted_entries(&folder).expect("our source") {
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).expect("our source");
                sources.push((path, text));
            }
        }
    }
    assert!(sources.len() > 10, "the source was found");
    sources
}

/// Whether all of a file is tests: `tests.rs`, `…_tests.rs`, or in a folder `tests`.
fn is_tests(path: &Path) -> bool {
    let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path);
    name.to_string_lossy().contains("tests")
}

/// The code of a file, without its tests and comments.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    code.lines().filter(is_code).collect::<Vec<_>>().join("\n")
}

/// Files outside `allowed` whose code, tests left out, has one of these words.
fn users(words: &[&str], allowed: &[&str]) -> Vec<PathBuf> {
    let uses = |(path, text): &(PathBuf, String)| {
        let is_allowed = allowed.iter().any(|allowed| path.to_string_lossy().contains(allowed));
        !is_allowed && !is_tests(path) && words.iter().any(|word| code(text).contains(word))
    };
    sources().into_iter().filter(uses).map(|(path, _)| path).collect()
}

const NOBODY: [PathBuf; 0] = [];

#[test]
fn the_grader_names_no_exercise() {
    let exercises = Path::new(env!("CARGO_MANIFEST_DIR")).join("../exercises");
    let course = grader::course::Course::find(&exercises).expect("the course");
    let names = course.names().expect("the course");
    // A slug of one word may be a word of ours, too: then its quotes give it away.
    let word = |slug: &str| {
        if slug.contains('_') { slug.to_owned() } else { format!("\"{slug}\"") }
    };
    let both = |name: &grader::course::Name| [name.folder.clone(), word(&name.slug)];
    let slugs: Vec<String> = names.iter().flat_map(both).collect();
    let slugs: Vec<&str> = slugs.iter().map(String::as_str).collect();
    assert!(!slugs.is_empty());
    assert_eq!(users(&slugs, &[]), NOBODY);
}

#[test]
fn only_process_spawns() {
    assert_eq!(users(&["Command::new", ".spawn()", "process::Command"], &["src/process"]), NOBODY);
}

#[test]
fn only_measuring_limits_and_dates_read_a_clock() {
    let clocks = ["Instant::now", "SystemTime::now"];
    assert_eq!(
        users(&clocks, &["src/measure", "src/process", "src/grade.rs", "src/compile.rs"]),
        NOBODY
    );
    assert!(!users(&clocks, &[]).is_empty(), "the test sees clocks");
    // What day it is stands beside a best result, and nowhere else.
    let calendars = ["ZonedDateTime::now", "Timestamp::now", "jiff::tz"];
    assert_eq!(users(&calendars, &["src/cli"]), NOBODY);
    assert!(!users(&calendars, &[]).is_empty(), "the test sees calendars");
}

#[test]
fn only_the_face_prints() {
    let prints = ["println!", "print!", "stdout()", "stderr()"];
    let faces = ["src/report", "src/cli", "src/main.rs", "src/watch/screen.rs"];
    assert_eq!(users(&prints, &faces), NOBODY);
}

#[test]
fn the_pure_modules_use_no_effects() {
    for (path, text) in sources() {
        let pure = [
            "src/stats",
            "src/verdict",
            "src/certify/certificate",
            "src/calibrate",
            "src/score",
            "src/watch/state",
            "src/watch/view",
        ]
        .iter()
        .any(|name| path.to_string_lossy().contains(name));
        let effect =
            ["std::fs", "std::net", "std::time", "std::process", "std::env", "crate::process"];
        let used = effect.iter().find(|word| text.contains(**word));
        assert!(!pure || used.is_none(), "{} uses {used:?}", path.display());
    }
}

#[test]
fn no_unwrap_outside_tests() {
    assert_eq!(users(&[".unwrap()", "panic!(", "todo!("], &[]), NOBODY);
}

/// Functions that stand in the C library's place, and memory that another process fills;
/// everything else is safe Rust.
#[test]
fn two_modules_have_unsafe_code() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec/src");
    let files = grader::course::sorted_entries(&spec).expect("the spec's crate").into_iter();
    let text = |path: &PathBuf| fs::read_to_string(path).unwrap_or_default();
    let has_unsafe = |path: &PathBuf| code(&text(path)).contains("unsafe ");
    let found: Vec<PathBuf> = files.filter(has_unsafe).collect();
    assert_eq!(found, ["placed.rs", "threads.rs"].map(|name| spec.join(name)));
    assert_eq!(users(&["unsafe {", "unsafe fn", "unsafe extern", "unsafe impl"], &[]), NOBODY);
}
