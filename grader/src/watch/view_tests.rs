//! What is drawn, at three sizes, and that no size breaks it.

use super::super::state::tests::{checked, course, graded, grading, measured, source};
use super::super::state::{Key, Study};
use super::*;
use crate::progress::Attempt;
use crate::verdict::{Occasion, Outcome, Reason, Test, Verdict};
use crate::watch::message::Message;
use grader_spec::{Mismatch, Role};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (40, 12)];

fn drawn(state: &State, (width, height): (u16, u16), color: bool) -> TestBackend {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("no terminal fails");
    let manner = ViewStyle { color, command: "cargo grade".to_owned() };
    terminal.draw(|frame| drop(draw(frame, state, &manner))).expect("no terminal fails");
    terminal.backend().clone()
}

/// The screen's lines without the blanks at their ends.
fn text(backend: &TestBackend) -> String {
    let buffer = backend.buffer();
    let width = usize::from(buffer.area.width).max(1);
    let rows = buffer.content.chunks(width);
    let row = |cells: &[ratatui::buffer::Cell]| {
        let line: String = cells.iter().map(ratatui::buffer::Cell::symbol).collect();
        line.trim_end().to_owned()
    };
    rows.map(row).collect::<Vec<_>>().join("\n")
}

fn check(name: &str, state: &State) {
    for size in SIZES {
        let name = format!("watch_{name}_{}x{}", size.0, size.1);
        let plain = text(&drawn(state, size, false));
        assert_eq!(plain, text(&drawn(state, size, true)), "colours change nothing but colours");
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(name, plain);
        });
    }
}

/// Before a result: types are right, some answers too.
fn checking() -> State {
    let mut state = grading();
    state.react(Input::Heard(Message::Typed));
    state.react(Input::Heard(checked(None, Outcome::Passed)));
    state.react(Input::Heard(Message::Testing(0, 43)));
    state.react(Input::Heard(checked(Some(Role::Example), Outcome::Passed)));
    state.react(Input::Heard(checked(Some(Role::Hidden), Outcome::Passed)));
    state
}

fn failed(outcome: Outcome, role: Option<Role>) -> State {
    let mut state = if role.is_some() { checking() } else { grading() };
    let mut result = graded(Verdict::WrongAnswer);
    let is_early = role.is_none();
    result.tests.truncate(if is_early { 0 } else { 2 });
    result.candidate.tests_planned = if is_early { 1 } else { 43 };
    let Message::Tested(test) = checked(role, outcome) else { unreachable!() };
    result.tests.push(*test.clone());
    result.timed.clear();
    (result.verdict, result.reason) = result.judged_again();
    state.react(Input::Heard(Message::Tested(test)));
    state.react(Input::Heard(Message::Graded(result)));
    state
}

fn wrong() -> State {
    let mismatch = Mismatch {
        difference: "element 2 is 7, not 8".to_owned(),
        expected: "[1, 2, 8]".to_owned(),
        got: "[1, 2, 7]".to_owned(),
    };
    let (input, printed) = ("[1, 2, 3]".to_owned(), "adding\n".to_owned());
    failed(Outcome::Wrong { input, mismatch, printed, right_runs: None }, Some(Role::Hidden))
}

fn slow() -> State {
    let mut state = checking();
    state.react(Input::Heard(Message::Graded(graded(Verdict::LowSpeedup))));
    state
}

fn accepted() -> State {
    let mut state = State::new(course(), 0);
    state.react(Input::Opened(source("done")));
    state.react(Input::Key(Key::Char('r')));
    state.react(Input::Heard(Message::Typed));
    state.react(Input::Heard(Message::Graded(graded(Verdict::Accepted))));
    state
}

fn pressed(mut state: State, keys: &str) -> State {
    for key in keys.chars() {
        state.react(Input::Key(Key::Char(key)));
    }
    state
}

fn measuring() -> State {
    let mut state = checking();
    state.react(Input::Heard(measured(7)));
    state
}

fn type_error() -> State {
    let diagnostics = "error[E0308]: mismatched types\n --> exercises/02_b_sum/student.rs:5:24\n  |\n\
        5 |     let x: u32 = \"a\";\n  |            ---   ^^^ expected `u32`, found `&str`\n";
    failed(Outcome::DoesNotCompile { diagnostics: diagnostics.to_owned() }, None)
}

#[test]
fn each_state_has_its_screen() {
    check("idle", &State::new(course(), 0));
    check("checking", &checking());
    check("type_error", &type_error());
    check("wrong", &wrong());
    check("measuring", &measuring());
    check("slow", &slow());
    check("accepted", &accepted());
}

#[test]
fn each_key_has_its_screen() {
    check("hints", &pressed(wrong(), "hh"));
    let mut state = pressed(wrong(), "h");
    let entry = &mut state.course[1];
    let why = Some(Occasion::SeveralThreads);
    entry.attempts = vec![Attempt { verdict: Verdict::WrongAnswer, speedup: None, why }];
    entry.hints_after.insert(Occasion::SeveralThreads, "Who else writes?".to_owned());
    check("hint_after_the_last_result", &state);
    check("list", &pressed(accepted(), "l"));
    check("search", &pressed(accepted(), "lsum"));
    check("help", &pressed(accepted(), "?"));
    check("asking", &pressed(wrong(), "x"));
    let mut state = pressed(accepted(), "t");
    state.react(Input::Studying(Study::Printed("worker 1  \u{1b}[32m█████\u{1b}[0m".to_owned())));
    state.react(Input::Studying(Study::Doing("measuring `many values`".to_owned())));
    check("study", &state);
    let mut state = accepted();
    state.react(Input::Lesson("# A map\n\nOne idea.\n".to_owned()));
    check("lesson", &state);
}

#[test]
fn a_grading_that_broke_off_has_its_screen() {
    let mut state = grading();
    let (what, hint) = ("`.progress.toml` is broken", "mend the line");
    let message = Message::Failed { what: what.to_owned(), hint: hint.to_owned() };
    state.react(Input::Heard(message));
    check("failed", &state);
}

/// A message longer than the screen, whose suggestion stands at its end.
#[test]
fn what_the_compiler_suggests_stays_in_sight() {
    let shows = "4 |     shown\n".repeat(20);
    let error = |help: &str| {
        format!("error[E0308]: mismatched types\n --> student.rs:4:5\n{shows}{help}\n")
    };
    let (first, second) = ("help: borrow it\n  |\n4 |     &shown\n  |     +\n", "help: another\n");
    let told = |diagnostics: &str| {
        let outcome = Outcome::DoesNotCompile { diagnostics: diagnostics.to_owned() };
        let mut state = failed(outcome, None);
        let top = text(&drawn(&state, (80, 24), false));
        state.scroll = 1000;
        (top, text(&drawn(&state, (80, 24), false)))
    };
    let (top, end) = told(&(error(first) + &error(second)));
    assert!(top.contains(" more lines (Space)\nhelp: borrow it\n"), "{top}");
    assert!(top.contains("&shown") && !top.contains("another"), "{top}");
    assert!(end.contains("help: another") && !end.contains("more lines"), "{end}");
    // The second error's is no mend of the first; and one in sight is not repeated.
    let (top, _) = told(&(error("") + &error(second)));
    assert!(!top.contains("help: "), "{top}");
    let (top, _) = told(&format!("error: no\nhelp: do\n\n{}", error(second)));
    assert_eq!(top.matches("help: ").count(), 1, "{top}");
}

#[test]
fn no_size_breaks_it() {
    let states = [
        checking(),
        type_error(),
        wrong(),
        measuring(),
        slow(),
        accepted(),
        pressed(wrong(), "hhh"),
        pressed(accepted(), "l"),
        pressed(accepted(), "?"),
        pressed(wrong(), "x"),
        pressed(accepted(), "s"),
    ];
    let widths = [0, 1, 2, 3, 7, 12, 13, 14, 20, 39, 59, 109, 110, 111, 300];
    let heights = [0, 1, 2, 3, 4, 5, 8, 15, 16, 17, 100];
    for state in &states {
        for size in widths.into_iter().flat_map(|width| heights.map(|height| (width, height))) {
            drawn(state, size, true);
        }
    }
}

/// Whatever a student's file prints or is called: only our own cells change.
#[test]
fn a_students_text_cannot_act_on_the_terminal() {
    let evil = "\u{1b}[2J\u{1b}]0;x\u{7}\r\u{202e}::error::";
    let mismatch = Mismatch { difference: evil.into(), expected: evil.into(), got: evil.into() };
    let (input, printed) = (evil.to_owned(), evil.to_owned());
    let outcome = Outcome::Wrong { input, mismatch, printed, right_runs: None };
    for state in [
        failed(outcome, Some(Role::Hidden)),
        failed(Outcome::DoesNotCompile { diagnostics: evil.to_owned() }, None),
    ] {
        let backend = drawn(&state, (80, 40), true);
        for cell in &backend.buffer().content {
            assert!(!cell.symbol().chars().any(char::is_control), "{:?}", cell.symbol());
        }
    }
}

#[test]
fn the_interval_lies_where_it_should() {
    let Message::Measuring(some) = measured(5) else { unreachable!() };
    let [axis, labels] = interval(&some, 44).expect("there is room");
    // The end of the 44 columns is 2.2, a tenth beyond the interval.
    let at = |line: &str, mark| line.chars().position(|letter| letter == mark);
    let found = ['├', '●', '┤'].map(|mark| at(&axis, mark));
    assert_eq!(found, [Some(27), Some(36), Some(40)]);
    // Inside the interval the goal shows below it.
    assert_eq!((at(&axis, '▲'), at(&labels, '▲')), (None, Some(31)));
    assert_eq!(interval(&some, 10), None);
    assert_eq!(interval(&Measured { speedup: None, ..some }, 80), None);
}

/// Text that was broken for a wider screen would be broken again: every second line
/// would have one word.
#[test]
fn text_is_broken_once_for_the_panel() {
    let mut graded = graded(Verdict::Inconclusive);
    let how = "word ".repeat(100) + "end";
    let outcome = Outcome::Crashed { how, signal: None, printed: String::new() };
    let test = Box::new(Test { outcome, ..graded.tests[0].clone() });
    graded.reason = Reason::Failed { test, right_on_one: false };
    let mut state = checking();
    state.react(Input::Heard(Message::Graded(graded)));
    for columns in 30..140 {
        let screen = text(&drawn(&state, (columns, 60), false));
        let line = |line: &str| line.matches("word").count();
        let counts: Vec<usize> = screen.lines().map(line).filter(|&words| words > 0).collect();
        let (last, full) = counts.split_last().expect("the text is there");
        // The first line begins with the case's name.
        let full = &full[1..];
        assert!(full.iter().all(|words| words == &full[0]), "{columns}: {counts:?}");
        assert!(*last <= full[0] && full.len() < 30, "{columns}: {counts:?}");
    }
}
