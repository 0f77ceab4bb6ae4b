//! Rules about the source itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of engine and face.
const CRATES: [&str; 2] = ["engine", "."];
/// All that is held to rules about effects.
const ALL: [&str; 4] = ["speedup", "result", "engine", "."];

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut sources = Vec::new();
    let mut folders = ALL.map(|folder| here().join(folder).join("src")).to_vec();
    while let Some(folder) = folders.pop() {
        for path in grader::course::sorted_entries(&folder).expect("our source") {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
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

/// An assertion for the tests of others: it panics, and tells what is undecided.
const ASSERTION: &str = "speedup/src/assert.rs";
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

/// Words that stand in the place of a noun at the beginning of a sentence.
const NO_NOUN: [&str; 5] = ["Who", "Whoever", "Nobody", "So long", "So many"];

/// Whether a sentence begins without its noun. A question may ask who.
fn has_no_noun(sentence: &str) -> bool {
    let words = sentence.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = NO_NOUN.iter().filter_map(|word| words.strip_prefix(word));
    let mut rest = rest.filter(|rest| !rest.starts_with(char::is_alphanumeric));
    rest.next().is_some() && !sentence.ends_with('?')
}

/// The lines with a sentence that begins without its noun. A sentence ends at one of `ends`.
fn without_noun(path: &Path, lines: &str, ends: &[char]) -> Vec<String> {
    let found = lines.lines().filter(|line| line.split_inclusive(ends).any(has_no_noun));
    found.map(|line| format!("{}: {line}", path.display())).collect()
}

/// The comments of a file, a line each.
fn comments(text: &str) -> String {
    let comments = text.lines().filter_map(|line| line.trim_start().strip_prefix("//"));
    comments.collect::<Vec<_>>().join("\n")
}

/// The files with one of these endings in a folder of the course, and one folder below.
fn texts(folder: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let entries = |folder: &Path| grader::course::sorted_entries(folder).unwrap_or_default();
    let here = entries(&here().join("..").join(folder));
    let below: Vec<PathBuf> = here.iter().flat_map(|path| entries(path)).collect();
    let is_text = |path: &PathBuf| {
        path.extension().is_some_and(|ending| endings.iter().any(|one| ending == *one))
    };
    let files = here.into_iter().chain(below).filter(is_text);
    files.map(|path| (path.clone(), fs::read_to_string(path).expect("a text"))).collect()
}

#[test]
fn a_sentence_in_a_comment_names_its_noun() {
    let rust = ["grader/spec", "grader/tests", "grader/timeseries"].map(|at| texts(at, &["rs"]));
    let files = sources().into_iter().chain(rust.into_iter().flatten());
    let found = files.flat_map(|(path, text)| without_noun(&path, &comments(&text), &['.', '?']));
    assert_eq!(found.collect::<Vec<_>>(), [""; 0]);
}

/// The page on style is left out: it quotes such sentences.
#[test]
fn a_sentence_in_a_document_names_its_noun() {
    let pages = ["lessons/src", "grader", "grader/copies", ".github"].map(|at| texts(at, &["md"]));
    let readme = here().join("../README.md");
    let readme = (readme.clone(), fs::read_to_string(readme).expect("the README"));
    let mut documents: Vec<_> = pages.into_iter().flatten().chain([readme]).collect();
    documents.retain(|(path, _)| !path.ends_with("STYLE.md"));
    assert!(documents.len() > 50, "the documents were found");
    let ends = ['.', '!', '?', '|'];
    let found = documents.iter().flat_map(|(path, text)| without_noun(path, text, &ends));
    assert_eq!(found.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_sentence_in_a_message_names_its_noun() {
    let ours = sources().into_iter().filter(|(path, _)| !is_tests(path));
    let ours = ours.map(|(path, text)| (path, code(&text)));
    let manifests = texts("exercises", &["toml"]);
    assert!(manifests.len() > 20, "the manifests were found");
    let ends = ['.', '!', '?', '"'];
    let messages = ours.chain(manifests);
    let found = messages.flat_map(|(path, text)| without_noun(&path, &text, &ends));
    assert_eq!(found.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_noun_that_is_missing_is_seen() {
    let check = |text: &str, expected: usize| {
        assert_eq!(without_noun(Path::new("a"), text, &['.', '?', '|', '"']).len(), expected);
    };
    for text in ["Nobody waits.", "- **Who waits** is slow.", "One. So long.", "| a | Whoever |"] {
        check(text, 1);
    }
    for text in ["Who waits?", "No thread waits.", "Whole cores.", "NOBODY", "It asks nobody."] {
        check(text, 0);
    }
    check("say(\"Nobody's fault.\");\nsay(\"Done.\");", 1);
}

#[test]
fn only_process_spawns() {
    assert_eq!(users(&["Command::new", ".spawn()", "process::Command"], &["src/process"]), NOBODY);
}

#[test]
fn only_measuring_limits_and_dates_read_a_clock() {
    let clocks = ["Instant::now", "SystemTime::now"];
    assert_eq!(
        users(
            &clocks,
            &[
                "src/measure",
                "src/process",
                "src/grade.rs",
                "src/compile.rs",
                "speedup/src/here.rs",
                // When something happened, and how long the rest may take.
                "src/batch/clock.rs",
            ]
        ),
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
    let faces = ["src/report", "src/cli", "src/main.rs", "src/watch/screen.rs", ASSERTION];
    assert_eq!(users(&prints, &faces), NOBODY);
}

#[test]
fn the_pure_modules_use_no_effects() {
    for (path, text) in sources() {
        let pure = [
            "speedup/src/stats",
            "speedup/src/rule",
            "src/verdict",
            "src/certify/certificate",
            "src/calibrate",
            "src/score",
            "src/batch/journal",
            "src/batch/plan",
            "src/batch/policy",
            "src/batch/estimate",
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
    assert_eq!(users(&[".unwrap()", "panic!(", "todo!("], &[ASSERTION]), NOBODY);
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

/// The rows below a header in ARCHITECTURE.md: of each cell, the words in backticks.
fn rows_of_table(header: &str) -> Vec<Vec<Vec<String>>> {
    let text = fs::read_to_string(here().join("ARCHITECTURE.md")).expect("the document");
    let table = text.split(header).nth(1).expect("the table");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let words = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    rows.map(|line| line.trim_matches('|').split('|').map(words).collect()).collect()
}

/// The modules of the table in ARCHITECTURE.md, each with those that it may use.
fn arrows() -> Vec<(String, Vec<String>)> {
    let rows = rows_of_table("| module | may use |").into_iter();
    rows.map(|cells| (cells[0][0].clone(), cells[1].clone())).collect()
}

#[test]
fn a_verdict_takes_nine_files_and_none_twice() {
    let mut files = BTreeSet::new();
    for cells in rows_of_table("| file | begin with |") {
        let (file, function) = (&cells[0][0], &cells[1][0]);
        let text = fs::read_to_string(here().join(file)).expect(file);
        assert!(text.contains(&format!("{function}(")), "{file} has no `{function}`");
        assert!(files.insert(file.clone()), "{file} stands twice");
    }
    assert!((1..=9).contains(&files.len()), "{files:?}");
}

/// The modules that a `lib.rs` lists, in its order.
fn modules(folder: &str) -> Vec<String> {
    let text = fs::read_to_string(here().join(folder).join("src/lib.rs")).expect("a library");
    let name = |line: &str| Some(line.strip_prefix("pub mod ")?.trim_end_matches(';').to_owned());
    text.lines().filter_map(name).collect()
}

/// The module of its crate that a file belongs to.
fn module(path: &Path) -> String {
    let inside = path.to_string_lossy().rsplit_once("/src/").map(|(_, inside)| inside.to_owned());
    let inside = inside.expect("a file below `src`");
    inside.split(['/', '.']).next().unwrap_or_default().trim_end_matches("_tests").to_owned()
}

/// The modules of `listed` that a text uses by `crate::NAME` or in `crate::{…}`.
fn used<'a>(code: &str, listed: &'a [String]) -> Vec<&'a String> {
    let after: Vec<&str> = code.split("crate::").skip(1).collect();
    let names = after.iter().flat_map(|text| match text.strip_prefix('{') {
        Some(group) => group.split('}').next().unwrap_or_default().split(',').collect(),
        None => vec![*text],
    });
    let first = |name: &str| {
        let name = name.trim();
        name[..name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len())]
            .to_owned()
    };
    let names: Vec<String> = names.map(first).collect();
    listed.iter().filter(|module| names.contains(module)).collect()
}

#[test]
fn every_module_uses_what_the_table_says() {
    let arrows = arrows();
    let listed: Vec<String> = arrows.iter().map(|(module, _)| module.clone()).collect();
    let [engine, face] = CRATES.map(modules);
    assert_eq!(listed, [&engine[..], &face[..]].concat(), "the table is in the libraries' order");
    let mut seen = 0;
    for (path, text) in sources() {
        if ["speedup", "result"].iter().any(|other| path.starts_with(here().join(other))) {
            continue;
        }
        let name = module(&path);
        let Some((_, allowed)) = arrows.iter().find(|(module, _)| *module == name) else {
            assert!(["lib", "main"].contains(&name.as_str()), "{} has no row", path.display());
            continue;
        };
        if is_tests(&path) {
            continue;
        }
        for other in used(&code(&text), &listed) {
            seen += 1;
            let is_allowed = *other == name || allowed.contains(other);
            assert!(is_allowed, "{} uses `{other}`, which the table forbids", path.display());
        }
    }
    assert!(seen > 200, "the test sees uses");
}

/// Of two modules, the one of the lower layer never uses the other.
#[test]
fn the_table_has_no_circle() {
    let arrows = arrows();
    for (index, (module, allowed)) in arrows.iter().enumerate() {
        let above: Vec<&String> = arrows[..index].iter().map(|(module, _)| module).collect();
        for other in allowed {
            let is_above = above.contains(&other);
            assert!(is_above, "`{module}` may use `{other}`, which stands below it");
        }
    }
}

#[test]
fn the_engine_depends_on_nothing_that_shows() {
    let manifest = fs::read_to_string(here().join("engine/Cargo.toml")).expect("the manifest");
    let manifest: toml::Table = toml::from_str(&manifest).expect("a manifest");
    let needs = manifest["dependencies"].as_table().expect("dependencies");
    let shows = ["clap", "indicatif", "maud", "notify", "plotters", "pulldown-cmark", "ratatui"];
    assert_eq!(shows.map(|name| needs.contains_key(name)), [false; 7]);
    assert!(!needs.contains_key("grader"));
}

#[test]
fn the_format_of_a_result_depends_on_nothing_of_ours() {
    let manifest = fs::read_to_string(here().join("result/Cargo.toml")).expect("the manifest");
    let manifest: toml::Table = toml::from_str(&manifest).expect("a manifest");
    let needs = manifest["dependencies"].as_table().expect("dependencies");
    let needs: Vec<&str> = needs.keys().map(String::as_str).collect();
    assert_eq!(needs, ["schemars", "serde", "serde_json"]);
}
