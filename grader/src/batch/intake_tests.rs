//! Submissions in all the forms that they come in.

use super::*;
use crate::course::Course;
use std::os::unix::fs::symlink;
use tempfile::TempDir;

fn found(folder: &Path, slugs: &[&str]) -> Intake {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture");
    let course = Course { root };
    let read = |slug: &&str| course.exercise(slug).expect("the fixture has it");
    let exercises: Vec<Exercise> = slugs.iter().map(read).collect();
    intake(folder, &exercises, &course.names().unwrap()).unwrap()
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

/// Each submission in one line: owner, exercise, source or complaint.
fn lines(folder: &Path, slugs: &[&str]) -> Vec<String> {
    let found = found(folder, slugs).found;
    let line = |one: &Found| {
        let source = one.source.as_deref().map_or_else(|fault| fault.what.clone(), str::to_owned);
        format!("{} {} {source}", one.owner.id, one.exercise.as_deref().unwrap_or("-"))
    };
    found.iter().map(line).collect()
}

fn check(files: &[(&str, &str)], slugs: &[&str], expected: &[&str]) {
    let folder = folder(files);
    let root = format!("{}/", folder.path().display());
    let lines: Vec<String> =
        lines(folder.path(), slugs).iter().map(|line| line.replace(&root, "")).collect();
    assert_eq!(lines, expected);
}

const BOTH: [&str; 2] = ["spin", "total"];

#[test]
fn a_folder_for_each_student_and_exercise() {
    let files = [
        ("ada/spin/student.rs", "a"),
        ("ada/02_total/mine.rs", "b"),
        ("bob/spin.rs", "c"),
        ("bob/2.rs", "d"),
        ("carl/notes.md", ""),
        ("readme.txt", ""),
        ("__MACOSX/x.rs", ""),
        (".hidden/x.rs", ""),
    ];
    let nothing = "carl - nothing tells which exercise this is for";
    check(&files, &BOTH, &["ada spin a", "ada total b", "bob spin c", "bob total d", nothing]);
    let folder = folder(&files);
    assert_eq!(found(folder.path(), &BOTH).ignored, ["__MACOSX", "readme.txt"]);
}

#[test]
fn one_exercise_needs_no_name() {
    let files = [("ada.rs", "a"), ("bob/src/student.rs", "b"), ("carl/spin/x.rs", "c")];
    check(&files, &["spin"], &["ada spin a", "bob spin b", "carl spin c"]);
    // A student that handed in another exercise alone has not handed in this one.
    let files = [("ada/total/student.rs", "a"), ("bob_1_2_total.rs", "b"), files[1], files[0]];
    check(&files[..3], &["spin"], &["bob spin b"]);
    check(&files[3..], &BOTH, &["ada - nothing tells which exercise this is for"]);
}

#[test]
fn a_copy_of_the_course() {
    let files = [
        ("ada/exercises/01_spin/student.rs", "a"),
        ("ada/exercises/01_spin/spec.rs", "not this"),
        ("ada/exercises/09_gone/student.rs", "not this"),
        ("ada/solutions/02_total/solution.rs", "not this"),
        ("ada/.git/HEAD", ""),
    ];
    check(&files, &BOTH, &["ada spin a"]);
}

#[test]
fn downloads_of_platforms() {
    check(
        &[
            ("Ada B_12_assignsubmission_file_/total.rs", "a"),
            ("Carl_13_assignsubmission_file_spin.rs", "b"),
            ("dora_14_99_spin-1.rs", "c"),
            ("dora_LATE_14_98_total.rs", "d"),
        ],
        &BOTH,
        &["12 total a", "13 spin b", "14 spin c", "14 total d"],
    );
    let metadata =
        "submission_1:\n  :submitters:\n  - :name: A\n    :sid: '7'\n  - :name: B\n    :sid: '8'\n";
    check(
        &[("submission_1/student.rs", "a"), ("submission_metadata.yml", metadata)],
        &["spin"],
        &["7 spin a", "8 spin a"],
    );
}

#[test]
fn what_cannot_be_read_stops_nobody() {
    let folder =
        folder(&[("ada.rs", "a"), ("bob.rs", ""), ("carl.zip", "no archive"), ("dora/x", "")]);
    fs::write(folder.path().join("bob.rs"), b"fn a() {}\n\xff").unwrap();
    symlink(folder.path().join("ada.rs"), folder.path().join("eve.rs")).unwrap();
    symlink(folder.path(), folder.path().join("fay")).unwrap();
    let lines = lines(folder.path(), &["spin"]);
    let check = |index: usize, who: &str, what: &str| {
        assert!(lines[index].starts_with(who) && lines[index].contains(what), "{lines:?}");
    };
    assert_eq!(lines.len(), 6);
    check(0, "ada spin a", "");
    check(1, "bob spin", "bob.rs:2 is not UTF-8 text");
    check(2, "carl spin", "carl.zip");
    check(3, "dora spin", "it has no `.rs` file");
    check(4, "eve spin", "it is a symbolic link");
    check(5, "fay spin", "it is a symbolic link");
}

#[test]
fn a_link_leads_to_nobody_elses_file() {
    let folder = folder(&[("ada/exercises/01_spin/student.rs", "a"), ("bob/exercises/x", "")]);
    let at = |path: &str| folder.path().join(path);
    symlink(at("ada/exercises/01_spin"), at("bob/exercises/01_spin")).unwrap();
    fs::create_dir_all(at("carl")).unwrap();
    symlink(at("ada/exercises"), at("carl/exercises")).unwrap();
    let lines = lines(folder.path(), &["spin"]);
    assert_eq!(lines[0], "ada spin a");
    assert!(lines[1].starts_with("bob spin") && lines[1].ends_with("symbolic link"), "{lines:?}");
    assert!(!lines[2].ends_with(" a"), "{lines:?}");
}

#[test]
fn two_for_one_exercise_are_not_chosen_from() {
    let two = "there are two submissions for this exercise";
    check(
        &[("ada/spin.rs", "a"), ("ada/01_spin/b.rs", "b"), ("bob/spin.rs", "c")],
        &BOTH,
        &[&format!("ada spin {two}"), &format!("ada spin {two}"), "bob spin c"],
    );
}

#[test]
fn numbers_of_second_files_are_no_part_of_a_name() {
    let check = |word: &str, expected: &str| assert_eq!(exercise_words(word), expected);
    check("spin", "spin");
    check("spin-1", "spin");
    check("spin (2)", "spin");
    check("03_topic", "03_topic");
    check("topic_2", "topic_2");
    check("-1", "-1");
    check("12", "12");
}
