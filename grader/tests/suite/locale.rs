//! Terminals without UTF-8: all that is shown is ASCII, and files are as ever.

use crate::course::{Course, Ran, ran};
use crate::terminal::Terminal;

fn in_locale(course: &Course, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let mut command = course.command(arguments);
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    ran(&command.output().expect("it starts"))
}

fn check(course: &Course, arguments: &[&str]) -> String {
    let ran = in_locale(course, &[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")], arguments);
    for text in [&ran.stdout, &ran.stderr] {
        assert!(text.is_ascii(), "{arguments:?}: {text}");
    }
    ran.stdout + &ran.stderr
}

#[test]
fn without_utf8_everything_that_is_shown_is_ascii() {
    let course = Course::shared();
    for arguments in [
        &[][..],
        &["list"],
        &["next"],
        &["hint", "spin"],
        &["lesson", "spin", "--answers"],
        &["doctor"],
        &["trace", "spin", "--solution"],
        &["scale", "spin", "--solution"],
        &["graph", "total"],
        &["spin", "--quick"],
        &["spin", "--mutant", "drops_the_last"],
        &["spin", "--solution", "--threads", "1"],
        &["solution", "spin", "--spoil"],
        &["--help"],
        &["help", "scale"],
        &["--version"],
    ] {
        assert!(!check(&course, arguments).is_empty(), "{arguments:?}");
    }
    check(&course, &["spin", "--treads", "…"]);
    check(&course, &["spin", "--file", "Lösung…/宽.rs"]);
    let right = check(&course, &["spin", "--solution", "--quick"]);
    assert!(right.contains("+ RIGHT"), "{right}");
}

#[test]
fn the_locale_decides_as_posix_has_it() {
    let course = Course::shared();
    let arguments = ["spin", "--solution", "--quick"];
    for (variables, is_ascii) in [
        (&[][..], true),
        (&[("LANG", "C.UTF-8")], false),
        (&[("LC_CTYPE", "de_DE.ISO-8859-1"), ("LANG", "C.UTF-8")], true),
        (&[("LC_ALL", ""), ("LC_CTYPE", "en_US.utf8"), ("LANG", "C")], false),
    ] {
        let ran = in_locale(&course, variables, &arguments);
        assert_eq!(ran.stdout.is_ascii(), is_ascii, "{variables:?}: {}", ran.stdout);
    }
}

#[test]
fn data_and_files_are_utf8_everywhere() {
    let (course, _folder) = Course::copy();
    let own = "pub fn spin(_: &[u64]) -> Vec<u64> {\n    panic!(\"größer\")\n}\n";
    course.write("exercises/01_spin/student.rs", own);
    let path = course.root.join("page.html");
    let path = path.to_str().expect("a plain path");
    let arguments = ["spin", "--quick", "--json", "--out", path];
    let ran = in_locale(&course, &[("LC_ALL", "C")], &arguments);
    assert!(ran.stdout.contains("größer"), "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.is_ascii() && ran.stderr.contains("groe"), "{}", ran.stderr);
    assert!(course.read("page.html").contains("größer"));
}

#[test]
fn the_screen_of_watch_is_ascii_too() {
    let course = Course::shared();
    let mut terminal = Terminal::start_in("C", &course, &["watch", "spin"], (80, 24));
    let screen = terminal.wait("a verdict", |screen| screen.contains("NOT"));
    assert!(screen.is_ascii(), "{screen}");
    terminal.press("?");
    assert!(terminal.see("help").is_ascii());
    terminal.press("qq");
}
