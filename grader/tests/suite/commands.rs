//! The command line: names, suggestions, exit codes, files.

use crate::course::{Course, GRADE, ran};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::process::Command;

#[test]
fn an_exercise_answers_to_its_slug_its_number_and_its_folder() {
    let course = Course::shared();
    for name in ["spin", "1", "01", "01_spin", "Spin"] {
        let ran = course.grade(&[name, "--solution", "--quick"]);
        assert_eq!(ran.code, 0, "{name}: {}", ran.stderr);
    }
}

#[test]
fn a_near_miss_suggests_the_right_one() {
    let ran = Course::shared().grade(&["spn"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(ran.stderr, @r"
    error: there is no exercise `spn`
    hint: did you mean `spin`?
    ");
    let ran = Course::shared().grade(&["groupby"]);
    assert!(ran.stderr.ends_with("hint: `grade list` shows all exercises\n"), "{}", ran.stderr);
}

#[test]
fn wrong_usage_is_exit_code_2() {
    let course = Course::shared();
    let file = "candidates/races.rs";
    for arguments in [
        &["spin", "--threads", "0"][..],
        &["spin", "--solution", "--file", file],
        &["spin", "--file", "nowhere.rs"],
        &["spin", "--mutant", "nobody"],
        &["spin", "--case", "nothing", "--solution"],
        &["--quick"],
        &["replay", "nowhere.json"],
        &["verify", "nothing"],
    ] {
        let ran = course.grade(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stdout);
        assert!(ran.stderr.contains("error: "), "{arguments:?}: {}", ran.stderr);
    }
    let ran = course.grade(&["spin", "--mutant", "nobody"]);
    insta::assert_snapshot!(ran.stderr, @r"
    error: `spin` has no mutant `nobody`
    hint: its mutants are drops_the_last, forgets_the_spin, one_lock, serial, sixteen_threads_a_core, spins_earlier_ones_too, twice_the_work
    ");
}

/// A look shows its figures and writes its picture where it says.
#[test]
fn looks_at_a_candidate() {
    let course = Course::shared();
    for (study, words) in
        [("trace", ["worker 1", "useful", "█ runs"]), ("scale", ["threads", "Karp–Flatt", "law"])]
    {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let picture = folder.path().join("look.svg");
        let path = picture.to_str().expect("a plain path");
        let ran = course.grade(&[study, "spin", "--solution", "--svg", path]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        for word in words {
            assert!(ran.stdout.contains(word), "{study}: {word} in {}", ran.stdout);
        }
        let svg = fs::read_to_string(picture).expect("it was written");
        assert!(svg.starts_with("<svg") && svg.contains("</svg>"), "{svg}");
    }
}

#[test]
fn a_look_at_a_wrong_candidate_says_what_is_wrong() {
    let ran = Course::shared().grade(&["trace", "spin", "--mutant", "drops_the_last"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("NOT YET  wrong_answer"), "{}", ran.stdout);
}

#[test]
fn a_graph_is_drawn_where_there_are_tasks() {
    let course = Course::shared();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let picture = folder.path().join("graph.svg");
    let ran = course.grade(&["graph", "total", "--svg", &picture.display().to_string()]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let drawing = ran.stdout.split("\n  picture").next().expect("a drawing");
    insta::assert_snapshot!(drawing);
    let svg = fs::read_to_string(&picture).expect("the picture was written");
    assert!(svg.contains(">chunk 2<") && svg.contains("</svg>"), "{svg}");
    for (arguments, fault) in [
        (&["graph", "spin"][..], "error: `spin` has no tasks to draw"),
        (&["graph", "total", "--case", "no"], "error: `total` has no case `no` with tasks"),
    ] {
        let ran = course.grade(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.starts_with(fault), "{}", ran.stderr);
    }
}

#[test]
fn a_sweep_needs_something_to_choose() {
    let ran = Course::shared().grade(&["sweep", "spin", "--solution"]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("`spin` has no choice to sweep over"), "{}", ran.stderr);
}

#[test]
fn outside_a_course_it_says_where_to_go() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(GRADE).current_dir(folder.path()).output().expect("it starts");
    let ran = ran(&output);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("hint: go into the course's folder"), "{}", ran.stderr);
}

#[test]
fn alone_it_welcomes_and_says_the_next_step() {
    let (course, _folder) = Course::copy();
    insta::assert_snapshot!("welcome", course.grade(&[]).stdout);
    let done =
        "spin = { verdict = \"accepted\", speedup = 1.9 }\ntotal = { verdict = \"accepted\" }\n";
    course.write(".progress.toml", done);
    insta::assert_snapshot!("list_all_done", course.grade(&["list"]).stdout);
}

#[test]
fn progress_is_kept_and_never_gets_worse() {
    let (course, _folder) = Course::copy();
    let stub = course.read("exercises/01_spin/student.rs");
    // The day that a best result was had is this one, or a test at midnight.
    let check = |start: &str, end: &str| {
        let text = course.read(".progress.toml");
        let line = text.lines().nth(1).expect("a line for the exercise");
        let date = line.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
        let date = date.unwrap_or_else(|| panic!("{start}…{end} is not {line}"));
        let is_date =
            |(at, c): (usize, char)| if at == 4 || at == 7 { c == '-' } else { c.is_ascii_digit() };
        assert!(date.len() == 10 && date.chars().enumerate().all(is_date), "{date}");
    };
    let change = |file: &str| course.write("exercises/01_spin/student.rs", &course.read(file));
    course.grade(&["spin"]);
    assert!(!course.root.join(".progress.toml").exists(), "to look at the stub is no attempt");
    change("candidates/type_error.rs");
    course.grade(&["spin"]);
    let refused = "\"compile_error\"";
    check(
        &format!("spin = {{ verdict = {refused}, date = \""),
        &format!("\", attempts = [{refused}] }}"),
    );
    change("solutions/01_spin/mutants/drops_the_last.rs");
    course.grade(&["spin"]);
    let wrong = "\"wrong_answer\"";
    let best = format!("spin = {{ verdict = {wrong}, date = \"");
    check(&best, &format!("\", attempts = [{refused}, {wrong}] }}"));
    change("candidates/type_error.rs");
    course.grade(&["spin"]);
    check(&best, &format!("\", attempts = [{refused}, {wrong}, {refused}] }}"));
    course.write("exercises/01_spin/student.rs", &stub);
    let before = course.read(".progress.toml");
    course.grade(&["spin", "--quick"]);
    assert_eq!(course.read(".progress.toml"), before, "the answers alone are no attempt");
    course.grade(&["spin", "--solution"]);
    assert_eq!(course.read(".progress.toml"), before, "somebody else's file is no progress");
}

#[test]
fn the_result_as_json_has_its_keys_and_can_be_judged_again() {
    let course = Course::shared();
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let path = file.path().to_str().expect("a plain path");
    let graded =
        course.grade(&["spin", "--mutant", "drops_the_last", "--seed", "7", "--json", path]);
    let text = fs::read_to_string(path).expect("the result was written");
    let result: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let keys: Vec<&str> =
        result.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut expected = [
        "schema",
        "exercise",
        "candidate",
        "verdict",
        "reason",
        "tests",
        "timed",
        "counted",
        "machine",
        "isolation",
        "seconds",
    ];
    expected.sort_unstable();
    assert_eq!(keys, expected);
    assert_eq!(result["schema"], 2);
    let replayed = course.grade(&["replay", path]);
    assert_eq!(replayed.code, graded.code);
    assert!(replayed.stdout.starts_with("wrong_answer: Case `three` on 1 thread"));
    fs::write(path, text.replacen("\"verdict\": \"wrong_answer\"", "\"verdict\": \"accepted\"", 1))
        .expect("our file");
    let forged = course.grade(&["replay", path]);
    assert_eq!(forged.code, 2);
    assert!(forged.stderr.contains("its evidence says wrong_answer"), "{}", forged.stderr);
}

#[test]
fn json_without_a_file_goes_to_standard_output_alone() {
    let ran = Course::shared().grade(&["spin", "--solution", "--quick", "--json"]);
    let result: serde_json::Value = serde_json::from_str(&ran.stdout).expect("nothing but JSON");
    assert_eq!(result["verdict"], "accepted");
    assert!(ran.stderr.contains("✔ RIGHT"), "{}", ran.stderr);
}

#[test]
fn an_unwritable_result_is_a_fault_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("none/result.json");
    let ran = Course::shared().grade(&[
        "spin",
        "--solution",
        "--quick",
        "--json",
        path.to_str().expect("a plain path"),
    ]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("error: cannot write"), "{}", ran.stderr);
    assert_eq!(fs::read_dir(folder.path()).expect("our folder").count(), 0);
}

/// The file holds this grading's result, or why there is none.
#[test]
fn a_result_does_not_outlive_a_fault() {
    let (course, _folder) = Course::copy();
    let json = course.root.join("r.json");
    let path = json.to_str().expect("a plain path");
    let ran = course.grade(&["spin", "--solution", "--quick", "--json", path]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let accepted = course.read("r.json");
    let spec = course.read("exercises/01_spin/spec.rs");
    for arguments in [
        &["spin", "--solution", "--quick"][..],
        &["nothing", "--quick"],
        &["spin", "--file", "nowhere.rs"],
        &["spin", "--mutant", "nobody"],
    ] {
        course.write("r.json", &accepted);
        course.write("exercises/01_spin/spec.rs", "this is no Rust");
        let ran = course.grade(&[arguments, &["--json", path]].concat());
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stdout);
        let text = course.read("r.json");
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let keys: Vec<&String> = value.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["exercise", "fault", "schema"], "{text}");
        let what = value["fault"]["what"].as_str().expect("what happened");
        assert!(ran.stderr.contains(what.lines().next().expect("a line")), "{}", ran.stderr);
        assert!(!value["fault"]["hint"].as_str().expect("a hint").is_empty());
        let replayed = course.grade(&["replay", path]);
        assert_eq!(replayed.code, 2);
        assert!(replayed.stderr.contains("r.json holds no result: "), "{}", replayed.stderr);
    }
    course.write("exercises/01_spin/spec.rs", &spec);
    // Nor does it where no grading was asked for; what is no result stays.
    let joined = format!("--json={path}");
    for arguments in [
        &["spin", "--treads", "2", "--json", path][..],
        &["spin", "--solution", "--mutant", "serial", &joined],
        &["--quick", "--json", path],
    ] {
        course.write("r.json", &accepted);
        assert_eq!(course.grade(arguments).code, 2, "{arguments:?}");
        assert!(course.read("r.json").contains("\"fault\""), "{arguments:?}");
        course.write("r.json", "mine");
        assert_eq!(course.grade(arguments).code, 2, "{arguments:?}");
        assert_eq!(course.read("r.json"), "mine", "{arguments:?}");
    }
    let out = course.grade(&["spin", "--mutant", "nobody", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&out.stdout).expect("JSON");
    assert!(value["fault"]["what"].is_string() && value.get("verdict").is_none());
}

#[test]
fn a_program_is_not_written_over() {
    let (course, _folder) = Course::copy();
    let file = "exercises/01_spin/student.rs";
    let before = course.read(file);
    for flag in ["--json", "--out"] {
        let ran = course.grade(&["spin", "--quick", flag, file]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains("is a program, and"));
        assert_eq!(course.read(file), before);
    }
}

/// Minutes of measuring are not lost on a folder that is not there.
#[test]
fn what_cannot_be_written_is_said_before_anything_is_measured() {
    let course = Course::shared();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let none = folder.path().join("none/file");
    for path in [none.as_path(), folder.path()] {
        let path = path.to_str().expect("a plain path");
        for arguments in [
            &["spin", "--solution", "--json", path][..],
            &["spin", "--solution", "--out", path],
            &["scale", "spin", "--solution", "--svg", path],
            &["graph", "total", "--svg", path],
            &["calibrate", "spin", "--json", path],
        ] {
            let ran = course.grade(arguments);
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
            assert!(ran.stderr.starts_with("error: cannot write "), "{}", ran.stderr);
        }
    }
}

/// Names from a system with another encoding, wherever a path goes.
#[test]
fn names_that_are_no_text_are_graded_and_made_printable() {
    let course = Course::shared();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let latin = |name: &[u8]| folder.path().join(OsStr::from_bytes(name));
    let mutant = course.read("solutions/01_spin/mutants/drops_the_last.rs");
    let submission = latin(b"Ren\xe9");
    fs::create_dir(&submission).expect("a folder of ours");
    fs::write(submission.join("student.rs"), &mutant).expect("a file of ours");
    let alone = latin(b"L\xf6sung.rs");
    fs::write(&alone, &mutant).expect("a file of ours");
    let result = latin(b"r\xe9sultat.json");
    for (handed_in, name) in [(&alone, "L\\xf6sung.rs"), (&submission, "Ren\\xe9/student.rs")] {
        let ran = ran(&course
            .command(&["spin", "--format", "html", "--file"])
            .arg(handed_in)
            .arg("--json")
            .arg(&result)
            .output()
            .expect("it starts"));
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert!(ran.stdout.contains(name), "{}", ran.stdout);
        assert!(ran.stdout.contains("--file $'"), "{}", ran.stdout);
        let text = fs::read_to_string(&result).expect("the result was written");
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert!(value["candidate"]["path"].as_str().expect("a path").ends_with(name), "{text}");
        let page = course.read("target/grade/reports/spin_file.html");
        assert!(page.contains(name), "{page}");
        let events = course.command(&["spin", "--events", "--file"]).arg(handed_in).output();
        let events = String::from_utf8(events.expect("it starts").stdout).expect("JSON");
        assert!(events.lines().last().expect("a line").starts_with("{\"graded\""), "{events}");
        let replayed = course.command(&["replay"]).arg(&result).output().expect("it starts");
        assert_eq!(replayed.status.code(), Some(1));
    }
}

/// Neither cargo nor rustc builds there; all else works.
#[test]
fn a_course_below_a_name_that_is_no_text_is_told_at_once() {
    let (course, _folder) = Course::copy();
    let other = course.root.with_file_name(OsStr::from_bytes(b"cours_\xe9t\xe9"));
    fs::rename(&course.root, &other).expect("a folder of ours");
    let course = Course { root: other };
    let file = course.root.join("r.json");
    let grading = course.command(&["spin", "--quick", "--json"]).arg(&file).output();
    let ran = ran(&grading.expect("it starts"));
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("cours_\\xe9t\\xe9 is not UTF-8 text\nhint: "), "{}", ran.stderr);
    assert!(course.read("r.json").contains("is not UTF-8 text"));
    for arguments in [&["list"][..], &["hint", "spin"], &["lesson", "spin"]] {
        assert_eq!(course.grade(arguments).code, 0, "{arguments:?}");
    }
}

#[test]
fn a_table_is_written_whole_into_a_new_folder_and_nowhere_else() {
    let (course, folder) = Course::copy();
    let ran = course.grade(&["data", "timeseries", "--out", "play/ts", "--days", "2"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "2 days, 172800 rows, in play/ts\n"));
    let first = course.read("play/ts/2000-01-01.csv");
    assert_eq!(first.lines().count(), 1 + 86_400);
    let second = course.read("play/ts/2000-01-02.csv");
    assert!(second.starts_with("timestamp,name,id,x,y\n2000-01-02 00:00:00,\""), "no quotes");

    let again = course.grade(&["data", "timeseries", "--out", "play/ts", "--days", "1"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("is there already"), "{}", again.stderr);
    assert_eq!(course.read("play/ts/2000-01-02.csv"), second);
    // A link that leads nowhere is somebody's, too.
    std::os::unix::fs::symlink(folder.path().join("gone"), course.root.join("link")).unwrap();
    assert_eq!(course.grade(&["data", "timeseries", "--out", "link"]).code, 2);
    let left = fs::read_dir(course.root.join("play")).unwrap().count();
    assert_eq!(left, 1, "something is left over");
}
