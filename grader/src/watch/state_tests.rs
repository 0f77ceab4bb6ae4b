//! The model, key by key and event by event.

use super::*;
use crate::verdict::{Outcome, Speedup, Test};
use crate::watch::message::Measured;
use grader_spec::Role;
use jiff::civil::date;
use std::sync::OnceLock;

/// Three exercises: the first done, the third with no timed case.
pub fn course() -> Vec<Entry> {
    let entry = |number: u32, slug: &str, title: &str| Entry {
        number,
        slug: slug.to_owned(),
        folder: format!("{number:02}_{slug}"),
        title: title.to_owned(),
        hints: ["A nudge.", "A method.", "Almost the answer."].map(str::to_owned).to_vec(),
        hints_after: BTreeMap::new(),
        is_timed: true,
        best: None,
        attempts: Vec::new(),
    };
    let mut course =
        vec![entry(1, "a_map", "A map"), entry(2, "b_sum", "A sum"), entry(4, "c_list", "A list")];
    let done = Attempt { verdict: Verdict::Accepted, speedup: Some(1.93), why: None };
    let slow = Attempt { verdict: Verdict::LowSpeedup, speedup: Some(0.98), why: None };
    let wrong = Attempt { verdict: Verdict::WrongAnswer, speedup: None, why: None };
    course[0].best =
        Some(Best { verdict: done.verdict, speedup: done.speedup, date: Some(date(2026, 11, 25)) });
    course[0].attempts = vec![wrong, wrong, slow, done];
    course[2].is_timed = false;
    course
}

#[expect(clippy::unnecessary_wraps, reason = "a file may be missing, as the model has it")]
pub fn source(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A recorded result.
pub fn graded(verdict: Verdict) -> Box<Graded> {
    static FAST: OnceLock<Graded> = OnceLock::new();
    static SLOW: OnceLock<Graded> = OnceLock::new();
    let read = |text| serde_json::from_str(text).expect("a recorded result");
    let recorded = match verdict {
        Verdict::LowSpeedup => {
            SLOW.get_or_init(|| read(include_str!("../../tests/evidence/quiet_serial.json")))
        }
        _ => FAST.get_or_init(|| read(include_str!("../../tests/evidence/quiet_solution.json"))),
    };
    Box::new(Graded { verdict, ..recorded.clone() })
}

pub fn measured(pairs: usize) -> Message {
    let speedup = Speedup { median: 1.8, low: 1.4, high: 2.0, best: 1.9 };
    let case = "many values".to_owned();
    Message::Measuring(Measured {
        case,
        goal: Some(1.58),
        speedup: (pairs > 0).then_some(speedup),
        pairs,
        blocks: pairs + 2,
    })
}

pub fn checked(role: Option<Role>, outcome: Outcome) -> Message {
    let (name, threads, seed) = ("a case".to_owned(), role.map(|_| 2), role.map(|_| 7));
    Message::Tested(Box::new(Test { name, role, threads, seed, outcome }))
}

/// The model in the middle of grading the second exercise.
pub fn grading() -> State {
    let mut state = State::new(course(), 1);
    assert_eq!(state.react(Input::Opened(source("stub"))), [Effect::Grade]);
    state
}

fn typed(state: &mut State, keys: &str) -> Vec<Effect> {
    keys.chars().flat_map(|key| state.react(Input::Key(Key::Char(key)))).collect()
}

fn accepted() -> State {
    let mut state = grading();
    let effects = state.react(Input::Heard(Message::Graded(graded(Verdict::Accepted))));
    assert_eq!(effects, [Effect::ReadProgress]);
    state
}

/// The file of progress after the second exercise was accepted, too.
fn progress() -> Progress {
    let text = "a_map = { verdict = \"accepted\" }\nb_sum = { verdict = \"accepted\" }\n";
    toml::from_str(text).expect("sound")
}

#[test]
fn a_save_is_graded_once_it_is_quiet() {
    let mut state = accepted();
    assert_eq!(state.react(Input::Touched(source("stub"))), [], "nothing has changed");
    assert_eq!(state.react(Input::Quiet), [], "nothing is waited for");
    assert_eq!(state.react(Input::Touched(source(""))), [], "half of a save");
    assert_eq!(state.react(Input::Touched(source("new"))), []);
    assert_eq!(state.phase, Phase::Settling);
    assert_eq!(state.react(Input::Quiet), [Effect::Grade]);
    assert_eq!(state.phase, Phase::Grading);
}

#[test]
fn a_save_stops_the_grading_at_once() {
    let mut state = grading();
    state.react(Input::Heard(Message::Typed));
    state.react(Input::Heard(measured(3)));
    assert!(state.is_timing());
    assert_eq!(state.react(Input::Touched(source("new"))), [Effect::Stop]);
    assert!(!state.is_timing());
    assert_eq!(state.steps, Steps::default(), "what was known is of another file");
    // A save that brings back what was being graded is graded all the same.
    assert_eq!(state.react(Input::Touched(source("stub"))), []);
    assert_eq!(state.react(Input::Quiet), [Effect::Grade]);
}

#[test]
fn each_step_is_known_as_it_is_heard() {
    let mut state = grading();
    let mut heard = |message| {
        state.react(Input::Heard(message));
        (state.steps.types, state.steps.examples.passed, state.steps.hidden, state.is_timing())
    };
    let none = Checks::default();
    let one = Checks { passed: 1, failed: 0 };
    let wrong = Checks { passed: 1, failed: 1 };
    let crashed =
        Outcome::Crashed { how: "it panicked".to_owned(), signal: None, printed: String::new() };
    assert_eq!(heard(Message::Compiling("it".to_owned())), (Mark::Open, 0, none, false));
    assert_eq!(heard(Message::Typed), (Mark::Passed, 0, none, false));
    assert_eq!(heard(checked(None, Outcome::Passed)), (Mark::Passed, 0, none, false));
    let example = checked(Some(Role::Example), Outcome::Passed);
    assert_eq!(heard(example), (Mark::Passed, 1, none, false));
    let hidden = checked(Some(Role::Hidden), Outcome::Passed);
    assert_eq!(heard(hidden), (Mark::Passed, 1, one, false));
    assert_eq!(heard(measured(1)), (Mark::Passed, 1, one, true));
    assert_eq!(heard(Message::Diagnosing), (Mark::Passed, 1, one, false));
    assert_eq!(heard(checked(Some(Role::Hidden), crashed)), (Mark::Passed, 1, wrong, false));
}

#[test]
fn a_type_error_is_told_from_one_of_the_linker() {
    let refused = || checked(None, Outcome::DoesNotCompile { diagnostics: String::new() });
    let mut state = grading();
    state.react(Input::Heard(refused()));
    assert_eq!((state.steps.types, state.steps.compiles), (Mark::Failed, Mark::Failed));
    let mut state = grading();
    state.react(Input::Heard(Message::Typed));
    state.react(Input::Heard(refused()));
    assert_eq!((state.steps.types, state.steps.compiles), (Mark::Passed, Mark::Failed));
}

#[test]
fn a_grading_that_breaks_off_says_so() {
    let mut state = grading();
    state.react(Input::Ended("out of memory".to_owned()));
    let Phase::Failed { what, hint } = &state.phase else { panic!("{:?}", state.phase) };
    assert!(what.contains("out of memory") && hint.contains('r'), "{what} {hint}");
    let mut state = accepted();
    state.react(Input::Ended(String::new()));
    assert!(matches!(state.phase, Phase::Graded(_)), "a result stays");
}

#[test]
fn next_waits_until_the_exercise_is_done() {
    let mut state = accepted();
    assert_eq!(typed(&mut state, "n"), []);
    assert!(state.note.as_ref().is_some_and(|note| note.contains("not done")), "{state:?}");
    state.react(Input::Progress(progress()));
    assert_eq!(state.at, 1, "it never goes on by itself");
    assert_eq!(typed(&mut state, "n"), [Effect::Open]);
    assert_eq!((state.at, &state.phase), (2, &Phase::Idle));
}

#[test]
fn behind_the_last_one_comes_the_first_that_is_open() {
    let mut state = accepted();
    state.at = 2;
    state.course[2].best = state.course[0].best;
    assert_eq!(state.next(), Some(1));
    state.course[1].best = state.course[0].best;
    assert_eq!(state.next(), None);
    assert_eq!(typed(&mut state, "n"), []);
    assert!(state.note.is_some());
}

#[test]
fn what_is_done_is_not_graded_by_being_looked_at() {
    let mut state = grading();
    assert_eq!(typed(&mut state, "p"), [Effect::Stop, Effect::Open]);
    assert_eq!(state.react(Input::Opened(source("done"))), []);
    assert_eq!(state.phase, Phase::Idle);
    assert_eq!(typed(&mut state, "pr"), [Effect::Grade], "the first has none before it");
}

#[test]
fn a_result_is_still_there_on_coming_back() {
    let mut state = accepted();
    let before = state.phase.clone();
    typed(&mut state, "p");
    state.react(Input::Opened(source("done")));
    typed(&mut state, "n");
    assert_eq!(state.react(Input::Opened(source("stub"))), []);
    assert_eq!(state.phase, before);
    // But not once the file is another.
    typed(&mut state, "p");
    state.react(Input::Opened(source("done")));
    typed(&mut state, "n");
    assert_eq!(state.react(Input::Opened(source("new"))), [Effect::Grade]);
}

#[test]
fn the_list_is_searched_and_opens_one() {
    let mut state = accepted();
    typed(&mut state, "l");
    let Overlay::List { selected, .. } = state.overlay else { panic!("no list") };
    assert_eq!(selected, 1, "it begins where one is");
    typed(&mut state, "LIST");
    assert_eq!(state.found("LIST"), [2]);
    assert_eq!(state.react(Input::Key(Key::Enter)), [Effect::Open]);
    assert_eq!((state.at, &state.overlay), (2, &Overlay::None));
    // Letters that are commands elsewhere are letters here; nothing found is no error.
    state.react(Input::Opened(None));
    typed(&mut state, "lq");
    for key in [Key::Up, Key::Down, Key::End, Key::Enter] {
        assert_eq!(state.react(Input::Key(key)), []);
    }
    typed(&mut state, "lx");
    state.react(Input::Key(Key::Backspace));
    for key in [Key::Down, Key::Down, Key::Down, Key::Up, Key::Up] {
        state.react(Input::Key(key));
    }
    assert_eq!(state.react(Input::Key(Key::Enter)), [Effect::Stop, Effect::Open]);
    assert_eq!(state.at, 0);
}

#[test]
fn a_pass_closes_the_hints() {
    let with_a_hint = || {
        let mut state = grading();
        state.react(Input::Key(Key::Char('h')));
        assert_eq!(state.hints, 1);
        state
    };
    let mut state = with_a_hint();
    state.react(Input::Heard(Message::Graded(graded(Verdict::LowSpeedup))));
    assert_eq!(state.hints, 1, "they are still wanted");
    let mut state = with_a_hint();
    state.react(Input::Heard(Message::Graded(graded(Verdict::Accepted))));
    assert_eq!(state.hints, 0);
}

#[test]
fn the_editor_is_asked_for_and_its_fault_is_told() {
    let mut state = grading();
    assert_eq!(state.react(Input::Key(Key::Char('o'))), [Effect::Edit]);
    assert_eq!(state.react(Input::Edited(Err("no editor is set".to_owned()))), NOTHING);
    assert_eq!(state.note.as_deref(), Some("no editor is set"));
    state.react(Input::Edited(Ok(())));
    assert_eq!(state.note, None);
}

#[test]
fn hints_come_one_by_one() {
    let mut state = grading();
    for shown in [1, 2, 3, 3] {
        typed(&mut state, "h");
        assert_eq!(state.hints, shown);
    }
    assert!(state.note.is_some(), "there are no more");
    state.react(Input::Key(Key::Escape));
    assert_eq!(state.hints, 0);
}

#[test]
fn a_reset_asks_first() {
    let mut state = accepted();
    assert_eq!(typed(&mut state, "xn"), []);
    assert_eq!(state.note.as_deref(), Some("Your file stays as it is."));
    assert_eq!(typed(&mut state, "xq"), [], "anything but yes is no");
    assert_eq!(typed(&mut state, "xy"), [Effect::Reset]);
    state.react(Input::Reset(Ok(Some("kept/b_sum-1.rs".to_owned()))));
    assert!(state.note.as_ref().is_some_and(|note| note.contains("kept/b_sum-1.rs")));
    assert_eq!(state.react(Input::Touched(source("the stub"))), []);
    assert_eq!(state.react(Input::Quiet), [Effect::Grade]);
}

#[test]
fn a_study_waits_for_the_grading_and_a_save_breaks_it_off() {
    let mut state = grading();
    assert_eq!(typed(&mut state, "s"), []);
    assert!(state.note.is_some());
    let mut state = accepted();
    assert_eq!(typed(&mut state, "t"), [Effect::Study(StudyKey::Timeline)]);
    state.react(Input::Studying(Study::Printed("worker 1".to_owned())));
    assert_eq!(state.react(Input::Touched(source("new"))), [Effect::Stop]);
    let Overlay::Page(page) = &state.overlay else { panic!("the page stays") };
    assert_eq!((page.text.as_str(), &page.kind), ("worker 1\n", &Kind::Study { doing: None }));
    assert_eq!(state.react(Input::Quiet), [Effect::Grade]);
    // The page of a study that is over takes no other's words.
    state.react(Input::Studying(Study::Printed("late".to_owned())));
    let Overlay::Page(page) = &state.overlay else { panic!("the page stays") };
    assert_eq!(page.text, "worker 1\n");
}

#[test]
fn a_study_that_is_left_is_broken_off() {
    let mut state = accepted();
    assert_eq!(typed(&mut state, "s"), [Effect::Study(StudyKey::Scaling)]);
    assert_eq!(state.react(Input::Key(Key::Escape)), [Effect::Stop]);
    typed(&mut state, "s");
    state.react(Input::Studying(Study::Over("error: it broke".to_owned())));
    let Overlay::Page(page) = &state.overlay else { panic!("the page stays") };
    assert_eq!(page.text, "error: it broke", "where it printed nothing, its last words");
    assert_eq!(state.react(Input::Key(Key::Escape)), []);
    state.at = 2;
    assert_eq!(typed(&mut state, "s"), [], "there is nothing to time");
}

#[test]
fn pages_scroll_within_their_ends() {
    let mut state = grading();
    assert_eq!(typed(&mut state, "e"), [Effect::ReadLesson]);
    state.react(Input::Lesson("# A sum".to_owned()));
    state.react(Input::Drawn { scroll_max: 10, page: 4 });
    let mut scrolled = |key| {
        state.react(Input::Key(key));
        state.scroll
    };
    let keys = [Key::Up, Key::Down, Key::PageDown, Key::PageDown, Key::Down, Key::PageUp, Key::End];
    assert_eq!(keys.map(&mut scrolled), [0, 1, 5, 9, 10, 6, 10]);
    state.react(Input::Drawn { scroll_max: 3, page: 4 });
    assert_eq!(state.scroll, 3, "a larger screen shows more");
    typed(&mut state, "h");
    assert_eq!((&state.overlay, state.hints), (&Overlay::None, 1), "another key leads there");
}

#[test]
fn quitting_ends_what_is_at_work() {
    let mut state = grading();
    assert_eq!(typed(&mut state, "q"), [Effect::Stop, Effect::Quit]);
    typed(&mut state, "l");
    assert_eq!(state.react(Input::Key(Key::Interrupt)), [Effect::Stop, Effect::Quit]);
    // Over a page, q is the way back.
    state.overlay = Overlay::Help;
    assert_eq!(typed(&mut state, "q"), []);
}

proptest::proptest! {
    /// Whatever is pressed and happens, in whatever order, it stays sound.
    #[test]
    fn no_order_of_events_confuses_it(events in proptest::collection::vec(0..28_usize, 0..60)) {
        let mut state = State::new(course(), 1);
        for event in events {
            let key = |at: usize| "npleshtrx?qy ".chars().nth(at).map(Key::Char);
            let input = match event {
                13 => Input::Opened(source("stub")),
                14 => Input::Touched(source("new")),
                15 => Input::Quiet,
                16 => Input::Heard(measured(2)),
                17 => Input::Heard(Message::Graded(graded(Verdict::LowSpeedup))),
                18 => Input::Ended(String::new()),
                19 => Input::Studying(Study::Over(String::new())),
                20 => Input::Progress(progress()),
                21 => Input::Drawn { scroll_max: 2, page: 1 },
                22 => Input::Key(Key::Enter),
                23 => Input::Key(Key::Down),
                24 => Input::Key(Key::Escape),
                25 => Input::Key(Key::Backspace),
                26 => Input::Lesson(String::new()),
                27 => Input::Touched(None),
                at => Input::Key(key(at).unwrap_or(Key::Escape)),
            };
            let was_at = state.at;
            let effects = state.react(input.clone());
            // Only a key leads to another exercise, and then its file is opened.
            let has_moved = state.at != was_at;
            assert!(!has_moved || matches!(input, Input::Key(_)));
            assert_eq!(has_moved, effects.contains(&Effect::Open));
            assert!(state.at < state.course.len() && state.scroll <= state.scroll_max);
            assert!(!state.is_timing() || state.is_at_work());
        }
    }
}
