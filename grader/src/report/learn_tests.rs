use super::*;
use crate::course::{Manifest, Name};
use jiff::civil::date;
use std::path::PathBuf;

const MANNER: TextStyle<'static> = TextStyle { command: "grade", paint: Paint { color: false } };

fn exercise(number: u32, slug: &str, title: &str) -> Exercise {
    let manifest = format!(
        "format = 1\ntitle = \"{title}\"\nteaches = []\n\
         hints = [\"One *short* hint.\", \"A second, with `code`, that is so long that it does not \
         fit on one line of a screen.\", \"c\"]\n\
         [limits]\ntime_wall_s = 5\nmemory_peak_mib = 512\n[correctness]\nrepeats = 3\n"
    );
    let manifest: Manifest = toml::from_str(&manifest).expect("a sound manifest");
    let folder = format!("{number:02}_{slug}");
    let name = Name { number, slug: slug.to_owned(), folder };
    Exercise { name, manifest, root: PathBuf::new() }
}

fn best(verdict: Verdict, speedup: Option<f64>, day: Option<i8>) -> Best {
    Best { verdict, speedup, date: day.map(|day| date(2026, 11, day)) }
}

#[test]
fn the_list_has_columns_and_fits() {
    let exercises = [
        exercise(1, "a_map", "A map"),
        exercise(2, "delayed_pipelines", "A pipeline with a very long title"),
        exercise(3, "pairs", "Pairs"),
        exercise(14, "races", "Races"),
        exercise(15, "open", "Open"),
    ];
    let results = [
        Some(best(Verdict::Accepted, Some(1.934), Some(3))),
        Some(best(Verdict::Nondeterministic, None, Some(25))),
        Some(best(Verdict::Accepted, Some(123.4), Some(5))),
        Some(best(Verdict::Inconclusive, Some(12.34), None)),
        None,
    ];
    let standings: Vec<ExerciseStatus> = exercises
        .iter()
        .zip(results)
        .map(|(exercise, best)| ExerciseStatus { exercise, best })
        .collect();
    let text = list(&standings, MANNER);
    assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{text}");
    insta::assert_snapshot!("list", text);
    let colored = list(&standings, TextStyle { paint: Paint { color: true }, ..MANNER });
    assert_eq!(console::strip_ansi_codes(&colored), text);
    let fresh: Vec<ExerciseStatus> =
        exercises.iter().map(|exercise| ExerciseStatus { exercise, best: None }).collect();
    insta::assert_snapshot!("list_at_the_beginning", list(&fresh, MANNER));
}

#[test]
fn the_next_step_is_one() {
    let exercise = exercise(7, "pairs", "Pairs");
    let fresh = ExerciseStatus { exercise: &exercise, best: None };
    let begun = ExerciseStatus { best: Some(best(Verdict::WrongAnswer, None, None)), ..fresh };
    let all: Vec<String> = [Some(&fresh), Some(&begun), None]
        .into_iter()
        .map(|standing| step(standing, MANNER) + "\n" + &next(standing, MANNER))
        .collect();
    insta::assert_snapshot!("next_steps", all.join("----\n"));
}

#[test]
fn a_hint_says_how_to_get_the_next() {
    let exercise = exercise(7, "pairs", "Pairs");
    let all: Vec<String> = (1..=3).map(|level| hint(&exercise, level, MANNER)).collect();
    insta::assert_snapshot!("hints", all.concat());
}

#[test]
fn a_hint_after_a_result_comes_before_the_others() {
    let mut exercise = exercise(7, "pairs", "Pairs");
    let attempt = |text: &str| Attempt::try_from(text.to_owned()).expect("an attempt");
    let said = |exercise: &Exercise, text| hint_after(exercise, attempt(text), MANNER);
    assert_eq!(said(&exercise, "low_speedup 0.98 contention"), None);
    let occasion = crate::verdict::Occasion::from_name("contention").expect("a cause");
    exercise.manifest.hints_after.insert(occasion, "A copy\u{1b} each.".to_owned());
    let text = said(&exercise, "low_speedup 0.98 contention").expect("it has one");
    let expected = "\nPairs  a hint after low_speedup, contention\n\n  A copy\\u{1b} each.\n\n\
                    The 3 other hints: grade hint pairs --level 1\n";
    assert_eq!(text, expected);
    assert_eq!(said(&exercise, "low_speedup 0.98 serial"), None);
    assert_eq!(said(&exercise, "accepted 1.93"), None);
}

fn compared(own: &str, solution: &str) -> String {
    let compared = Compared { own: ("own.rs", own), solution: ("solution.rs", solution) };
    super::solution(&compared, MANNER.paint)
}

#[test]
fn a_solution_is_a_difference_or_whole() {
    let solution = "a\nb\nc\nd\ne\nf\ng\nh\ni\n";
    let own = solution.replace("b\n", "B\u{1b}[2J\r\n").replace("i\n", "i\nj\n");
    insta::assert_snapshot!("difference", compared(&own, solution));
    let text = compared(solution, solution);
    assert!(text.ends_with(&format!("letter by letter:\n\n{solution}")), "{text}");
    let text = compared("fn f() {\n    todo!(\"f\")\n}\n", solution);
    assert!(text.ends_with(&format!("This is solution.rs:\n\n{solution}")), "{text}");
    let text = compared("// no todo!() is left\n", solution);
    assert!(text.contains("-// no todo!() is left\n"), "{text}");
}
