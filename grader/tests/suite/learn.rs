//! What a student types between two gradings, as they see it.

use crate::course::{Course, GRADE, Ran, ran};
use crate::terminal::Terminal;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const SPIN: &str = "exercises/01_spin/student.rs";
/// What `.progress.toml` says of a student who has passed the first exercise.
const ONE_DONE: &str = "spin = { verdict = \"accepted\", speedup = 1.93, date = \"2026-11-03\" }\n";

/// A course with a history: the stubs are in its first commit.
fn with_history() -> (Course, tempfile::TempDir) {
    let (course, folder) = Course::copy();
    git(&course, "author", &["init", "--quiet"]);
    // The account that runs the tests may have any name.
    git(&course, "author", &["config", "user.email", "author@school"]);
    commit(&course, "author");
    (course, folder)
}

fn git(course: &Course, who: &str, arguments: &[&str]) {
    let who = [format!("user.name={who}"), format!("user.email={who}@school")];
    let mut git = Command::new("git");
    git.args(["-c", &who[0], "-c", &who[1]]).args(arguments).current_dir(&course.root);
    let output = git.output().expect("git is there");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
}

fn commit(course: &Course, who: &str) {
    git(course, who, &["add", "."]);
    git(course, who, &["commit", "--quiet", "--message", "a change"]);
}

fn good(ran: Ran) -> String {
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    ran.stdout
}

#[test]
fn the_list_the_next_step_and_where_things_are() {
    let (course, _folder) = Course::copy();
    insta::assert_snapshot!("next", good(course.grade(&["next"])));
    course.write(".progress.toml", ONE_DONE);
    insta::assert_snapshot!("list_one_done", good(course.grade(&["list"])));
    let next = good(course.grade(&["next"]));
    assert!(next.contains("Next: 02 Total") && next.contains("grade total"), "{next}");
    assert_eq!(course.read(".progress.toml"), ONE_DONE, "it changes nothing");
    let begun = format!("{ONE_DONE}total = {{ verdict = \"wrong_answer\" }}\n");
    course.write(".progress.toml", &begun);
    let list = good(course.grade(&["list"]));
    assert!(list.contains("Next: go on with Total\n  grade total\n"), "{list}");
    let all = "spin = { verdict = \"accepted\" }\ntotal = { verdict = \"accepted\" }\n";
    course.write(".progress.toml", all);
    let next = good(course.grade(&["next"]));
    assert_eq!(
        next,
        "\nNext: you have done them all. Beat your own speedups, or teach somebody.\n"
    );
}

#[test]
fn hints_come_one_by_one() {
    let course = Course::shared();
    let first = good(course.grade(&["hint", "spin"]));
    insta::assert_snapshot!(first, @r"

    Spin  hint 1 of 3

      a nudge

    The next hint: grade hint spin --level 2
    ");
    assert_eq!(good(course.grade(&["hint", "1", "--level", "1"])), first);
    let third = good(course.grade(&["hint", "spin", "--level", "3"]));
    assert!(third.contains("nearly the answer"), "{third}");
    assert!(third.contains("grade solution spin --spoil"), "{third}");
}

/// What the last result was decides which hint comes first; a level asks for its own.
#[test]
fn a_hint_knows_the_last_result() {
    let (course, _folder) = Course::copy();
    let manifest = "exercises/01_spin/exercise.toml";
    let after = "[hints_after]\ncontention = \"a copy each\"\nwrong_answer = \"the last value\"\n";
    course
        .write(manifest, &course.read(manifest).replace("[limits]", &format!("{after}\n[limits]")));
    for (attempts, expected) in [
        ("", "a nudge"),
        ("\"accepted 1.90\", \"low_speedup 0.90 contention\"", "a copy each"),
        ("\"low_speedup 0.90 contention\", \"wrong_answer several_threads\"", "the last value"),
        ("\"low_speedup 0.90 contention\", \"accepted 1.90\"", "a nudge"),
    ] {
        let line = format!("spin = {{ verdict = \"accepted\", attempts = [{attempts}] }}\n");
        course.write(".progress.toml", &line);
        let said = good(course.grade(&["hint", "spin"]));
        assert!(said.contains(expected), "{attempts}: {said}");
        let first = good(course.grade(&["hint", "spin", "--level", "1"]));
        assert!(first.contains("a nudge"), "{attempts}: {first}");
    }
}

/// A quiz is answered through a pipe, as in a terminal; whoever stops has not answered.
#[test]
fn a_quiz_is_asked_and_remembered() {
    let (course, _folder) = Course::copy();
    let quiz = "[[questions]]\nask = \"Why?\"\nshow = \"let a = 1;\"\n\
                choices = [\"so\", \"thus\"]\nright = 2\nbecause = \"It is.\"\n";
    course.write("exercises/01_spin/quiz.toml", quiz);
    let answered = |typed: &str| {
        let mut command = course.command(&["quiz", "spin"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the grader starts");
        let mut input = child.stdin.take().expect("a pipe of ours");
        std::io::Write::write_all(&mut input, typed.as_bytes()).expect("it listens");
        drop(input);
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let stopped = answered("");
    assert!(stopped.contains("Nothing was remembered."), "{stopped}");
    assert!(!course.root.join(".progress.toml").exists());
    let wrong = answered("7\n1\n");
    assert!(wrong.contains("Type a number from 1 to 2.") && wrong.contains("No: 2."), "{wrong}");
    let right = answered("2\n");
    assert!(right.contains("last time 0 of 1 right") && right.contains("Right."), "{right}");
    let text = course.read(".progress.toml");
    assert!(text.ends_with("spin = { quiz = [true] }\n"), "{text}");
}

#[test]
fn a_lesson_is_readable_where_it_is_typed() {
    let course = Course::shared();
    insta::assert_snapshot!("lesson", good(course.grade(&["lesson", "spin"])));
    let colored = good(course.grade(&["lesson", "spin", "--color"]));
    assert!(colored.contains("\u{1b}[") && !colored.contains("\u{1b}]"), "{colored}");
    let plain = good(course.grade(&["lesson", "spin"]));
    assert_eq!(console::strip_ansi_codes(&colored), plain);
}

#[test]
fn answers_stay_folded_until_they_are_asked_for() {
    let (course, _folder) = Course::copy();
    let page = "# Spin\n\n**1. Why?**\n\n<details><summary>Answer</summary>\n\nBecause.\n\n\
                </details>\n";
    course.write("lessons/src/01_spin.md", page);
    let folded = good(course.grade(&["lesson", "spin"]));
    assert!(folded.contains("▸ Answer") && !folded.contains("Because."), "{folded}");
    assert!(folded.contains("▸ The answers: grade lesson spin --answers\n"), "{folded}");
    let shown = good(course.grade(&["lesson", "spin", "--answers"]));
    assert!(shown.contains("▾ Answer\n\n  Because.\n"), "{shown}");
}

/// Lines are as long as the terminal has room.
#[test]
fn a_lesson_fits_the_terminal() {
    let (course, _folder) = Course::copy();
    let words = "word ".repeat(60);
    course.write("lessons/src/01_spin.md", &format!("# Spin\n\n{words}\n\nThe end.\n"));
    for columns in [40, 120] {
        let terminal = Terminal::start(&course, &["lesson", "spin"], (columns, 24));
        let screen = terminal.see("The end.");
        let longest = screen.lines().map(|line| line.trim_end().len()).max();
        // Nothing is longer than is good to read.
        let expected = if columns == 40 { 39 } else { 99 };
        assert_eq!(longest, Some(expected), "{screen}");
        assert!(terminal.end().status.success());
    }
}

/// A browser of the tests' own: it writes down what it was given.
fn opened(course: &Course, folder: &Path, exercise: &str) -> (Ran, String) {
    use std::os::unix::fs::PermissionsExt;
    let (browser, seen) = (folder.join("browser"), folder.join("seen"));
    let script =
        format!("#!/bin/sh\necho \"$1\" > '{0}.new' && mv '{0}.new' '{0}'\n", seen.display());
    fs::write(&browser, script).expect("a file of ours");
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).expect("a file of ours");
    let mut command = course.command(&["lesson", exercise, "--open"]);
    let ran = ran(&command.env("BROWSER", &browser).output().expect("it starts"));
    let wait = std::time::Instant::now();
    while !seen.is_file() && wait.elapsed() < std::time::Duration::from_mins(2) {
        std::thread::yield_now();
    }
    let path = fs::read_to_string(&seen).expect("the browser was started");
    fs::remove_file(&seen).expect("a file of ours");
    (ran, path.trim().to_owned())
}

#[test]
fn the_browser_gets_the_books_page_or_one_that_is_rendered_now() {
    let (course, folder) = Course::apart();
    let (ran, path) = opened(&course, folder.path(), "spin");
    assert_eq!(good(ran), "The page is target/grade/book/01_spin.html\n");
    assert!(path.ends_with("target/grade/book/01_spin.html"), "{path}");
    let html = fs::read_to_string(path).expect("it was rendered");
    assert!(html.contains("<h1>Spin</h1>") && html.contains("<title>Spin</title>"), "{html}");
    let other = course.read("target/grade/book/02_total.html");
    assert!(other.contains("<h1>Total</h1>"), "links lead to it: {other}");

    fs::create_dir_all(course.root.join("lessons/book")).expect("a folder of ours");
    course.write("lessons/book/01_spin.html", "the book");
    let (ran, path) = opened(&course, folder.path(), "spin");
    assert_eq!(good(ran), "The page is lessons/book/01_spin.html\n");
    assert!(path.ends_with("lessons/book/01_spin.html"), "{path}");

    // A book that was built before the page was changed is out of date.
    let old = std::time::SystemTime::UNIX_EPOCH;
    let built = fs::File::options().write(true).open(course.root.join("lessons/book/01_spin.html"));
    built.and_then(|file| file.set_modified(old)).expect("a file of ours");
    let (ran, _) = opened(&course, folder.path(), "spin");
    assert_eq!(good(ran), "The page is target/grade/book/01_spin.html\n");

    let mut command = course.command(&["lesson", "spin", "--open"]);
    let ran = crate::course::ran(&command.env("BROWSER", "/nowhere").output().expect("it starts"));
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("hint: open ") && ran.stderr.contains("01_spin.html yourself"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_solution_is_for_those_who_passed_or_insist() {
    let (course, _folder) = Course::copy();
    let ran = course.grade(&["solution", "spin"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(ran.stderr, @r"
    error: you have not passed `spin` yet, and its solution would spoil it
    hint: `grade hint spin` helps less; `grade solution spin --spoil` shows it all the same
    ");
    let solution = course.read("solutions/01_spin/solution.rs");
    // The stub has nothing to be compared with.
    let spoiled = good(course.grade(&["solution", "spin", "--spoil"]));
    assert!(spoiled.ends_with(&solution), "{spoiled}");
    course.write(".progress.toml", ONE_DONE);
    assert_eq!(good(course.grade(&["solution", "spin"])), spoiled);
    course.write(SPIN, &course.read("solutions/01_spin/mutants/drops_the_last.rs"));
    insta::assert_snapshot!("solution_beside_yours", good(course.grade(&["solution", "spin"])));
    course.write(SPIN, &solution);
    let same = good(course.grade(&["solution", "spin"]));
    assert!(same.contains("is the solution, letter by letter"), "{same}");
    // A mutant is shown beside the solution, whatever the student has.
    let mutant = good(course.grade(&["solution", "spin", "--mutant", "drops-the-last"]));
    assert!(mutant.contains("--- solutions/01_spin/solution.rs\n"), "{mutant}");
    assert!(mutant.contains("+++ solutions/01_spin/mutants/drops_the_last.rs\n"), "{mutant}");
    assert!(mutant.contains("\n+//! Expect: wrong_answer\n"), "{mutant}");
    let none = course.grade(&["solution", "spin", "--mutant", "nothing"]);
    assert_eq!(none.code, 2, "{}", none.stderr);
    assert!(none.stderr.contains("hint: its mutants are drops_the_last"), "{}", none.stderr);
}

#[test]
fn a_reset_asks_and_keeps_the_file() {
    let (course, _folder) = with_history();
    let stub = course.read(SPIN);
    let untouched = good(course.grade(&["reset", "spin"]));
    assert_eq!(untouched, format!("{SPIN} is the stub already. Nothing was changed.\n"));
    course.write(SPIN, "// mine\n");
    let mut nobody = course.command(&["reset", "spin"]);
    let refused = ran(&nobody.stdin(Stdio::null()).output().expect("it starts"));
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert!(
        refused.stderr.contains("hint: `grade reset spin --yes` does not ask"),
        "{}",
        refused.stderr
    );
    assert_eq!(course.read(SPIN), "// mine\n");
    for (answer, expected) in [("\r", "// mine\n"), ("n\r", "// mine\n"), ("Yes\r", &stub)] {
        let mut terminal = Terminal::start(&course, &["reset", "spin"], (80, 24));
        terminal.see("[y/N]");
        terminal.press(answer);
        terminal.see(if expected == stub { "is kept: " } else { "Nothing was changed." });
        assert!(terminal.end().status.success());
        assert_eq!(course.read(SPIN), expected, "after {answer:?}");
    }
    course.write(SPIN, "// mine, again\n");
    let said = good(course.grade(&["reset", "spin", "--yes"]));
    assert_eq!(course.read(SPIN), stub);
    let kept = said.split_once("is kept: ").and_then(|(_, rest)| rest.lines().next());
    let kept = kept.expect("it says where");
    assert_eq!(course.read(kept), "// mine, again\n");
    assert!(said.contains(&format!("cp {kept} {SPIN}")), "{said}");
    fs::remove_file(course.root.join(kept)).expect("the shared target stays clean");
}

/// What a reset puts back.
fn check_reset(course: &Course, file: &str, expected: &str) {
    course.write(file, "// mine\n");
    let said = good(course.grade(&["reset", "spin", "--yes"]));
    assert_eq!(course.read(file), expected, "{said}");
    let kept = said.split_once("is kept: ").and_then(|(_, rest)| rest.lines().next());
    let _ = fs::remove_file(course.root.join(kept.expect("it says where")));
}

/// The student's commits are no stubs, whatever is left to do in them.
#[test]
fn a_half_finished_commit_is_no_stub() {
    let (course, _folder) = with_history();
    let stub = course.read(SPIN);
    course.write(SPIN, "fn half() { todo!() }\n");
    course.write("notes.md", "what I have thought of\n");
    course.write(".progress.toml", ONE_DONE);
    commit(&course, "student");
    check_reset(&course, SPIN, &stub);
    course.write(SPIN, "fn other_half() { todo!() }\n");
    course.change("exercises/01_spin/spec.rs", "//!", "//! I have looked at it.\n//!");
    commit(&course, "student");
    check_reset(&course, SPIN, &stub);
    // In a copy of a template all commits are the student's, the course's first too.
    course.write(SPIN, "fn half() { todo!() }\n");
    commit(&course, "author");
    check_reset(&course, SPIN, &stub);
}

#[test]
fn a_stub_that_was_mended_later_comes_back() {
    let (course, _folder) = with_history();
    let stub = course.read(SPIN);
    git(&course, "author", &["checkout", "--quiet", "-b", "upstream"]);
    let mended = format!("// Mended with its lesson.\n{stub}");
    course.write(SPIN, &mended);
    course.write("lessons/src/01_spin.md", "# Spin\n\nAnother text.\n");
    commit(&course, "second_author");
    git(&course, "student", &["checkout", "--quiet", "-b", "mine", "HEAD~1"]);
    course.write(SPIN, "fn half() { todo!() }\n");
    commit(&course, "student");
    // The merge keeps the student's file; the history goes on to have both.
    git(
        &course,
        "student",
        &["merge", "--quiet", "--no-edit", "--strategy-option=ours", "upstream"],
    );
    check_reset(&course, SPIN, &mended);
    // The first author is known by name, where the student is known to be another.
    let alone = format!("// Mended alone.\n{stub}");
    course.write(SPIN, &alone);
    commit(&course, "author");
    check_reset(&course, SPIN, &mended);
    git(&course, "student", &["config", "user.email", "student@school"]);
    check_reset(&course, SPIN, &alone);
}

#[test]
fn a_stub_is_found_below_another_number_and_without_the_history() {
    let (course, folder) = with_history();
    let stub = course.read(SPIN);
    course.write(SPIN, "fn half() { todo!() }\n");
    commit(&course, "student");
    for part in ["exercises", "solutions"] {
        let [from, to] = ["01", "07"].map(|number| format!("{part}/{number}_spin"));
        git(&course, "student", &["mv", &from, &to]);
    }
    let renamed = "exercises/07_spin/student.rs";
    // As it comes from upstream, where nobody has half finished it.
    course.write(renamed, &stub);
    commit(&course, "author");
    course.write(renamed, "fn other_half() { todo!() }\n");
    commit(&course, "student");
    check_reset(&course, renamed, &stub);

    git(&course, "author", &["checkout", "--quiet", "--force", "HEAD~1"]);
    let url = format!("file://{}", course.root.display());
    let shallow = folder.path().join("shallow");
    let to = shallow.to_str().expect("a plain path");
    git(&course, "student", &["clone", "--quiet", "--depth", "1", &url, to]);
    let shallow = Course { root: shallow };
    shallow.write(renamed, "fn half() { todo!() }\n");
    commit(&shallow, "student");
    check_reset(&shallow, renamed, &stub);
}

#[test]
fn a_reset_without_a_history_changes_nothing() {
    let (course, _folder) = Course::copy();
    course.write(SPIN, "// mine\n");
    let ran = course.grade(&["reset", "spin", "--yes"]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("the stub of `spin` cannot be found"), "{}", ran.stderr);
    assert_eq!(course.read(SPIN), "// mine\n");
}

/// cargo's output goes straight through, and its end is ours.
#[test]
fn a_bench_shows_what_cargo_shows() {
    let (course, _folder) = Course::copy();
    course.change(SPIN, "pub fn", "pub fun");
    let ran = course.grade(&["bench", "spin"]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    for words in ["`cargo bench -p spin`", "error: expected", "grade spin --quick"] {
        assert!(ran.stderr.contains(words), "{words} in {}", ran.stderr);
    }
}

#[test]
fn the_verdict_names_the_next_step_and_what_else_there_is() {
    let (course, _folder) = Course::copy();
    let steps = |ran: &Ran| ran.stdout.split_once("Next: ").map(|(_, next)| next.to_owned());
    course.write(SPIN, &course.read("solutions/01_spin/mutants/drops_the_last.rs"));
    let failed = course.grade(&["spin", "--quick"]);
    insta::assert_snapshot!(steps(&failed).expect("a next step"), @r"
    change exercises/01_spin/student.rs, then
      grade spin --quick

      grade hint spin     a hint
      grade lesson spin   the page, with its pitfalls
    ");
    course.write("exercises/02_total/student.rs", &course.read("solutions/02_total/solution.rs"));
    let passed = course.grade(&["total"]);
    insta::assert_snapshot!(steps(&passed).expect("a next step"), @r"
    go on with
      grade spin

      grade solution total   the course's solution beside yours
    ");
    let others = course.grade(&["total", "--solution"]);
    assert!(!others.stdout.contains("grade solution total"), "{}", others.stdout);
}

#[test]
fn wrong_words_are_answered_with_the_right_ones() {
    let course = Course::shared();
    for command in ["hint", "lesson", "solution", "reset", "bench"] {
        let ran = course.grade(&[command, "spn"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{command}");
        let expected = "error: there is no exercise `spn`\nhint: did you mean `spin`?\n";
        assert_eq!(ran.stderr, expected, "{command}");
    }
    for level in ["0", "4"] {
        let ran = course.grade(&["hint", "spin", "--level", level]);
        let expected = format!(
            "error: `spin` has no hint {level}: its hints are 1 to 3\n\
             hint: `grade hint spin --level 3` says the most\n"
        );
        assert_eq!((ran.code, ran.stderr), (2, expected));
    }
    let (broken, _folder) = Course::copy();
    fs::remove_file(broken.root.join("lessons/src/01_spin.md")).expect("a file of ours");
    let ran = broken.grade(&["lesson", "spin"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("hint: every exercise has a page in"), "{}", ran.stderr);
    let ran = course.grade(&["man", "brew"]);
    let expected = "error: there is no command `brew`\nhint: `grade --help` lists them\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (2, expected));
}

/// Runs a line of shell, with `$GRADE` in the course's folder.
fn shell(course: &Course, line: &str) -> Output {
    let mut shell = Command::new("bash");
    shell.args(["-c", line]).current_dir(&course.root).env("GRADE", GRADE).env_remove("CARGO");
    shell.output().expect("bash is there")
}

#[test]
fn output_that_nobody_takes_is_no_panic() {
    let course = Course::shared();
    for command in ["list", "", "next", "hint spin", "lesson spin", "man", "completions bash"] {
        for line in [
            // A reader that goes away at once, or is gone before.
            format!("\"$GRADE\" {command} | head -1; exit ${{PIPESTATUS[0]}}"),
            format!("\"$GRADE\" {command} | true; exit ${{PIPESTATUS[0]}}"),
            format!("\"$GRADE\" {command} >&-"),
            format!("\"$GRADE\" {command} > /dev/null 2>&-"),
        ] {
            let ran = ran(&shell(&course, &line));
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{line}");
        }
        let full = ran(&shell(&course, &format!("\"$GRADE\" {command} > /dev/full")));
        let said = "error: cannot write to standard output: No space left on device";
        assert_eq!(full.code, 2, "{command}");
        assert!(
            full.stderr.starts_with(said) && full.stderr.contains("\nhint: "),
            "{}",
            full.stderr
        );
    }
    // What complains has no panic either.
    for line in ["\"$GRADE\" nothing 2>/dev/full", "\"$GRADE\" hint spn 2>&- >&-"] {
        assert_eq!(ran(&shell(&course, line)).code, 2, "{line}");
    }
}

#[test]
fn completions_are_scripts_that_know_the_exercises() {
    let course = Course::shared();
    for name in ["bash", "zsh", "fish"] {
        let script = good(course.grade(&["completions", name]));
        // clap writes no values of arguments for fish, only commands and flags.
        let words: &[&str] = if name == "fish" { &[] } else { &["spin", "total"] };
        for word in ["grade", "solution", "level"].iter().chain(words) {
            assert!(script.contains(word), "{word} in {name}'s");
        }
        if name == "bash" {
            course.write("target/completions.bash", &script);
            let line = "set -e; bash -n target/completions.bash; . target/completions.bash; \
                        COMP_WORDS=(grade hint ''); COMP_CWORD=2; COMPREPLY=(); \
                        _grade grade '' hint; echo \"${COMPREPLY[@]}\"";
            let output = shell(&course, line);
            let offered = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            assert!(offered.contains("spin") && offered.contains("total"), "{offered}");
        }
    }
    let ran = course.grade(&["completions", "dos"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("possible values: bash"), "{}", ran.stderr);
}

#[test]
fn outside_a_course_there_are_completions_all_the_same() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new(GRADE);
    command.args(["completions", "bash"]).current_dir(folder.path());
    let script = good(ran(&command.output().expect("it starts")));
    assert!(script.contains("_grade()") && !script.contains("spin"), "{script}");
}

#[test]
fn the_manual_is_one_that_man_can_show() {
    let course = Course::shared();
    let page = good(course.grade(&["man"]));
    assert!(page.contains(".TH grade 1") && page.contains("Exit codes: 0 accepted"), "{page}");
    assert!(page.contains("grade\\-hint(1)"), "{page}");
    assert!(!page.contains("events"), "what is for the program's own use is not shown: {page}");
    let page = good(course.grade(&["man", "hint"]));
    assert!(page.contains(".TH grade-hint 1") && page.contains("\\-\\-level"), "{page}");
    for word in ["completions", "man"] {
        assert!(good(course.grade(&["--help"])).contains(word));
    }
    course.write("target/grade.1", &page);
    // Where there is a `man`, it takes the page without a complaint.
    let line =
        "if command -v man >/dev/null; then man --warnings -l target/grade.1 2>&1 >/dev/null; fi";
    let complaints = shell(&course, line).stdout;
    assert_eq!(String::from_utf8_lossy(&complaints), "");
}
