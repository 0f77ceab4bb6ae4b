//! `grade watch` as a person meets it: a real terminal, real keys, real saves.

use crate::course::{Course, processes_below};
use crate::terminal::{Left, Terminal};
use grader::watch::Message;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SIZE: (u16, u16) = (80, 24);
const SPIN: &str = "exercises/01_spin/student.rs";

/// The terminal is as it was before.
fn check_left(left: &Left) {
    assert!(!left.is_alternate, "still on the other screen: {left:?}");
    assert!(!left.is_cursor_hidden, "no cursor: {left:?}");
}

fn check_quits(mut terminal: Terminal) {
    terminal.press("q");
    let left = terminal.end();
    check_left(&left);
    assert!(left.status.success(), "{left:?}");
}

/// Saves as many editors do: another file takes the old one's place.
fn save(course: &Course, path: &str, text: &str) {
    let path = course.root.join(path);
    let new = path.with_extension("new");
    fs::write(&new, text).expect("a folder of ours");
    fs::rename(&new, &path).expect("a folder of ours");
}

/// A course of three exercises in which only answers count, so that any machine
/// can tell.
fn three() -> (Course, tempfile::TempDir) {
    let (course, folder) = Course::copy();
    let manifest = course.read("exercises/01_spin/exercise.toml");
    let untimed = manifest.split("[[timed]]").next().expect("the part before");
    course.write("exercises/01_spin/exercise.toml", untimed);
    let rename = |text: &str| text.replace("total", "adding").replace("Total", "Adding");
    for (from, to) in [
        ("exercises/02_total", "exercises/03_adding"),
        ("solutions/02_total", "solutions/03_adding"),
    ] {
        fs::create_dir_all(course.root.join(to)).expect("a folder of ours");
        for path in grader::course::sorted_entries(&course.root.join(from)).expect("ours") {
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let name = path.file_name().expect("an entry has a name").to_string_lossy();
            course.write(&format!("{to}/{name}"), &rename(&text));
        }
    }
    (course, folder)
}

/// From the first stub to the last verdict, with no key that the screen did not
/// name and no command at all.
#[test]
fn a_walk_through_three_exercises_by_keyboard_alone() {
    let (course, _folder) = three();
    let mut terminal = Terminal::start(&course, &["watch"], SIZE);

    // The stub is told where to begin: the lesson.
    let begin = "Next: read the lesson (e), replace the `todo!`";
    terminal.see_all(&["01 Spin", "runtime_error", begin, "e lesson", "h hint", "q quit"]);
    terminal.press("e");
    terminal.see_all(&["Lesson: Spin", "Esc back"]);
    terminal.press("\u{1b}");
    terminal.see_all(&["NOT YET", "h hint"]);
    terminal.press("h");
    terminal.see("Hint 1 of 3: a nudge");

    // A type error, a wrong answer, and what is asked.
    save(&course, SPIN, &course.read("candidates/type_error.rs"));
    let at = format!("--> {SPIN}:5:24");
    let error = "error[E0308]: mismatched types";
    let mend = "Next: mend the first error above and save";
    terminal.see_all(&["✘ types", "✘ NOT YET  compile_error", error, &at, mend]);
    save(&course, SPIN, &course.read("solutions/01_spin/mutants/drops_the_last.rs"));
    let case = "case        three (example)";
    let wrong = ["✔ types", "✘ examples", "✘ NOT YET  wrong_answer", case, "expected", "got"];
    let screen = terminal.see_all(&[&wrong[..], &["h shows a hint", "q quit"]].concat());
    assert!(!screen.contains("n next"), "what does nothing is not offered:\n{screen}");
    save(&course, SPIN, &course.read("solutions/01_spin/solution.rs"));
    let onward = "Next: go on (n) with `total`";
    // It never goes on by itself.
    terminal.see_all(&["01 Spin", "1 of 3 done", "✔ ACCEPTED", onward, "n next"]);

    for (number, slug, title) in [(2, "total", "Total"), (3, "adding", "Adding")] {
        terminal.press("n");
        terminal.see_all(&[&format!("{number:02} {title}"), begin]);
        let solution = course.read(&format!("solutions/{number:02}_{slug}/solution.rs"));
        save(&course, &format!("exercises/{number:02}_{slug}/student.rs"), &solution);
        terminal.see(&format!("{number} of 3 done"));
    }
    terminal.see("you have done them all");
    let progress = course.read(".progress.toml");
    let spin = progress.lines().find(|line| line.starts_with("spin ")).expect("its line");
    let attempts = r#"attempts = ["compile_error", "wrong_answer", "accepted"]"#;
    assert!(spin.contains(attempts), "as `grade` has it: {progress}");
    assert_eq!(progress.matches("verdict = \"accepted\"").count(), 3, "{progress}");
    check_quits(terminal);
}

/// A key lends the terminal to the person's editor, whose keys and screen are its own.
#[test]
fn the_editor_has_the_terminal_until_it_ends() {
    let (course, _folder) = three();
    let editor = course.root.join("an editor");
    // It counts its starts: what an earlier one has shown is still there behind the screen.
    let script = "#!/bin/sh\necho >>starts\necho \"start $(wc -l <starts): $1 $2\"\nread line\n\
                  cp \"$line\" \"$2\"\n";
    fs::write(&editor, script).expect("a folder of ours");
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).expect("a file of ours");
    let variables = [("VISUAL", "'./an editor' --wait"), ("EDITOR", "not-this-one")];
    let mut terminal = Terminal::start_with(&variables, &course, &["watch", "total"], SIZE);
    terminal.see("Next: read the lesson");
    terminal.press("o");
    terminal.see("start 1: --wait exercises/02_total/student.rs");
    // What is typed is the editor's: `q` does not quit.
    terminal.press("solutions/02_total/q.rs\r");
    terminal.see_all(&["ended with a failure", "02 Total"]);
    terminal.press("o");
    terminal.see("start 2: --wait");
    terminal.press("solutions/02_total/solution.rs\r");
    terminal.see_all(&["✔ ACCEPTED", "o editor"]);
    // Ctrl-C in an editor is the editor's.
    terminal.press("o");
    terminal.see("start 3: --wait");
    terminal.press("\u{3}");
    terminal.see_all(&["ended with a failure", "q quit"]);
    check_quits(terminal);

    let mut terminal = Terminal::start(&course, &["watch", "total"], SIZE);
    terminal.see("q quit");
    terminal.press("o");
    terminal.see_all(&["no editor is set: neither VISUAL nor EDITOR", "quit and type"]);
    check_quits(terminal);

    let variables = [("EDITOR", "not-this-one")];
    let mut terminal = Terminal::start_with(&variables, &course, &["watch", "total"], SIZE);
    terminal.see("q quit");
    terminal.press("o");
    terminal.see_all(&["cannot start `not-this-one`", "q quit"]);
    check_quits(terminal);
}

/// Each key does what the help says of it, at sizes that change meanwhile.
#[test]
fn every_key_at_any_size() {
    let (course, _folder) = three();
    let mut terminal = Terminal::start(&course, &["watch", "total"], SIZE);
    terminal.see("Next: read the lesson");
    terminal.press("?");
    terminal.see("go to the next exercise, once this one is done");
    terminal.press("\u{1b}");
    terminal.press("n");
    terminal.see("This one is not done yet");
    terminal.press("s");
    terminal.see("This exercise has no timed case");
    terminal.press("p");
    terminal.see("01 Spin");
    terminal.see("Next: read the lesson");
    terminal.press("p");
    terminal.see("This is the first exercise");
    terminal.press("l");
    terminal.see("Search:");
    terminal.press("add");
    terminal.wait("one found", |screen| screen.contains("▸") && !screen.contains("spin"));
    terminal.press("\r");
    terminal.see("03 Adding");
    terminal.see("Next: read the lesson");
    terminal.press("hhhh");
    terminal.see("These are all the hints");
    terminal.press("\u{1b}");
    terminal.wait("no hint", |screen| !screen.contains("Hint 1"));
    terminal.press("x");
    terminal.see("Put the stub back in place of");
    terminal.press("n");
    terminal.see("Your file stays as it is.");
    terminal.press("e");
    terminal.see("Lesson: Adding");
    terminal.press("\u{1b}");
    let file = "exercises/03_adding/student.rs";
    save(&course, file, &format!("{}\nnot Rust", course.read(file)));
    terminal.see("compile_error");
    let runs = || course.read(".progress.toml").matches("compile_error").count();
    let before = runs();
    terminal.press("r");
    let wait = Instant::now();
    while runs() == before {
        assert!(wait.elapsed() < Duration::from_mins(3), "r runs it again");
        std::thread::yield_now();
    }
    terminal.see("Next: mend the first error");
    for size in [(120, 40), (40, 12), (1, 1), (200, 3), (80, 24)] {
        terminal.resize(size);
        terminal.press("h");
    }
    terminal.see("03 Adding");
    terminal.wait("the whole screen", |screen| screen.contains("quit") && screen.contains("Next:"));
    check_quits(terminal);
}

/// The speed is measured, its interval drawn, and the studies have their pages.
#[test]
fn speed_and_studies() {
    let (course, _folder) = Course::copy();
    save(&course, SPIN, &course.read("solutions/01_spin/solution.rs"));
    let mut terminal = Terminal::start(&course, &["watch", "spin"], (110, 40));
    // A busy machine may not be able to tell; it measures all the same.
    terminal.wait("a verdict on speed", |screen| {
        let is_over = screen.contains("✔ ACCEPTED") || screen.contains("CANNOT TELL");
        is_over && screen.contains("pairs count, `large`")
    });
    for (key, words) in [("s", "Karp–Flatt"), ("t", "█ runs")] {
        terminal.press(key);
        terminal.see(words);
        terminal.press("\u{1b}");
        terminal.see("attempts");
    }
    check_quits(terminal);
}

/// What runs is ended by a save, compilers too, and the new file is graded.
#[test]
fn a_save_ends_the_run_with_all_that_it_started() {
    let (course, _folder) = Course::apart();
    let units = course.root.join("target/grade/units");
    let forever = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attacks/takes_forever_to_compile.rs"),
    )
    .expect("an attack");
    let terminal = Terminal::start(&course, &["watch", "spin"], SIZE);
    terminal.see("Next: read the lesson");
    save(&course, SPIN, &forever);
    let compilers = || processes_that_name(&units.join("spin"));
    wait_until("the compiler is at work", || !compilers().is_empty());
    save(&course, SPIN, &course.read("candidates/type_error.rs"));
    terminal.see("compile_error");
    wait_until("no compiler is left", || compilers().is_empty());
    save(&course, SPIN, &course.read("candidates/loops_forever.rs"));
    wait_until("the candidate runs", || processes_below(&units).len() >= 2);
    save(&course, SPIN, &course.read("solutions/01_spin/mutants/drops_the_last.rs"));
    terminal.see("wrong_answer");
    wait_until("no candidate is left", || processes_below(&units).is_empty());
    let progress = course.read(".progress.toml");
    assert!(!progress.contains("time_limit"), "what was broken off is no attempt: {progress}");
    check_quits(terminal);
}

/// However it ends, nothing runs on and the terminal is given back.
#[test]
fn no_end_leaves_anything_behind() {
    use nix::sys::signal::{Signal, kill};
    let (course, _folder) = Course::apart();
    let units = course.root.join("target/grade/units");
    save(&course, SPIN, &course.read("candidates/loops_forever.rs"));
    for end in ["q", "\u{3}", "TERM", "HUP", "KILL"] {
        let mut terminal = Terminal::start(&course, &["watch", "spin"], SIZE);
        wait_until("the candidate runs", || processes_below(&units).len() >= 2);
        let id = nix::unistd::Pid::from_raw(terminal.process().cast_signed());
        match end {
            "TERM" => kill(id, Signal::SIGTERM).expect("it is ours"),
            "HUP" => kill(id, Signal::SIGHUP).expect("it is ours"),
            "KILL" => kill(id, Signal::SIGKILL).expect("it is ours"),
            keys => terminal.press(keys),
        }
        let left = terminal.end();
        if end != "KILL" {
            check_left(&left);
        }
        let is_quit = end == "q" || end == "\u{3}";
        assert_eq!(left.status.success(), is_quit, "{end}: {left:?}");
        wait_until("nothing is left", || processes_below(&units).is_empty());
    }
}

/// An editor's own checks hold cargo's locks all the time.
#[test]
fn locks_of_cargo_hold_nothing_up() {
    let (course, _folder) = Course::apart();
    let _all = ["target", "target/debug", "target/grader", "target/release"].map(|folder| {
        let folder = course.root.join(folder);
        fs::create_dir_all(&folder).expect("a folder of ours");
        [".cargo-lock", ".package-cache", ".cargo-build-lock"].map(|name| {
            let lock = fs::File::create(folder.join(name)).expect("a folder of ours");
            lock.lock().expect("nobody else has it");
            lock
        })
    });
    save(&course, SPIN, &course.read("solutions/01_spin/mutants/drops_the_last.rs"));
    let terminal = Terminal::start(&course, &["watch", "spin"], SIZE);
    terminal.see("wrong_answer");
    check_quits(terminal);
}

#[test]
fn the_stub_comes_back_and_the_file_is_kept() {
    let (course, _folder) = Course::apart();
    let stub = course.read(SPIN);
    let mut terminal = Terminal::start(&course, &["watch", "spin"], (120, 30));
    terminal.see("Next: read the lesson");
    terminal.press("xy");
    terminal.see("the stub of `spin` cannot be found");
    assert_eq!(course.read(SPIN), stub, "nothing was changed");

    for arguments in [
        &["init", "--quiet"][..],
        &["add", SPIN],
        &["-c", "user.name=A", "-c", "user.email=a@b", "commit", "--quiet", "-m", "course"],
    ] {
        let done = Command::new("git").args(arguments).current_dir(&course.root).status();
        assert!(done.expect("git is there").success());
    }
    let wrong = course.read("solutions/01_spin/mutants/drops_the_last.rs");
    save(&course, SPIN, &wrong);
    terminal.see("wrong_answer");
    terminal.press("xy");
    terminal.see("Your file is kept in kept/spin-1.rs");
    terminal.see("Next: read the lesson");
    assert_eq!(course.read(SPIN), stub);
    assert_eq!(course.read("kept/spin-1.rs"), wrong);
    check_quits(terminal);
}

#[test]
fn without_a_terminal_it_says_what_to_use() {
    let ran = Course::shared().grade(&["watch", "spin"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(ran.stderr, @r"
    error: `watch` draws on a screen, and this is not a terminal
    hint: use `grade spin`, which grades once
    ");
    let ran = Course::shared().grade(&["watch", "spn"]);
    assert!(ran.stderr.contains("hint: did you mean `spin`?"), "{}", ran.stderr);
}

/// What `watch` hears: every step, and after each measured pair the grading waits
/// for a byte.
#[test]
fn a_grading_tells_its_steps_and_waits_while_they_are_drawn() {
    let course = Course::shared();
    let mut grading = course
        .command(&["spin", "--solution", "--events"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = grading.stdin.take().expect("it is piped");
    let lines = BufReader::new(grading.stdout.take().expect("it is piped")).lines();
    let (mut pairs, mut kinds) = (0, Vec::new());
    let mut last = None;
    for line in lines {
        let line = line.expect("text");
        let message = Message::read(&line).unwrap_or_else(|| panic!("no message: {line}"));
        kinds.push(match &message {
            Message::Compiling(_) => "compiling",
            Message::Typed => "typed",
            Message::Tested(_) => "tested",
            Message::Measuring(_) => "measuring",
            Message::Graded(_) => "graded",
            _ => "",
        });
        if message.waits() {
            pairs += 1;
            stdin.write_all(b".").expect("it waits for it");
        }
        last = Some(message);
    }
    assert_eq!(grading.wait().expect("it is ours").code(), last.as_ref().and_then(exit_code));
    kinds.retain(|kind| !kind.is_empty());
    kinds.dedup();
    assert_eq!(kinds[..3], ["compiling", "typed", "tested"], "{kinds:?}");
    let Some(Message::Graded(graded)) = last else { panic!("{last:?}") };
    let timed = &graded.timed[0];
    let measured: usize = timed.attempts.iter().map(|attempt| attempt.timing.blocks.len()).sum();
    // On a machine with no cores to spare no pair is measured at all.
    assert_eq!(kinds.contains(&"measuring"), measured > 0, "{kinds:?}");
    assert!(pairs >= measured, "{pairs} of {measured}");
}

/// The exit code that `grade` has for what was told last.
fn exit_code(last: &Message) -> Option<i32> {
    use grader::verdict::Verdict;
    let Message::Graded(graded) = last else { return None };
    Some(match graded.verdict {
        Verdict::Accepted => 0,
        Verdict::Inconclusive => 3,
        _ => 1,
    })
}

/// With nobody at the other end it does not wait.
#[test]
fn a_grading_that_nobody_answers_goes_on() {
    let course = Course::shared();
    let mut command = course.command(&["spin", "--solution", "--events"]);
    let output = command.stdin(Stdio::null()).output().expect("the program starts");
    let text = String::from_utf8(output.stdout).expect("text");
    let last = text.lines().last().and_then(Message::read);
    assert!(matches!(last, Some(Message::Graded(_))), "{text}");
    // What cannot be graded is told, too.
    let ran = course.grade(&["spin", "--mutant", "nobody", "--events"]);
    let last = ran.stdout.lines().last().and_then(Message::read);
    assert!(matches!(last, Some(Message::Failed { .. })), "{}", ran.stdout);
    assert_eq!(ran.code, 2);
}

fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_mins(3), "waited in vain: {what}");
        std::thread::yield_now();
    }
}

/// The processes, compilers say, whose arguments name a path below this one.
fn processes_that_name(path: &Path) -> Vec<String> {
    let processes = fs::read_dir("/proc").expect("Linux").flatten();
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
    lines.filter(|line| line.contains(&*path.to_string_lossy())).collect()
}
