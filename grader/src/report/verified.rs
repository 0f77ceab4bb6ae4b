//! The laws of a sound course, a line each.

use super::calibrated::as_written;
use super::{COLUMNS, Paint, visible, wrap};
use crate::verdict::Cause;
use crate::verify::{Finding, LawStatus, Place, Room, Runs, Totals};
use std::fmt::Write;

/// Where what does not fit behind the names goes on.
const INDENT: usize = 10;

/// One finding as a line, if it fits; what is wrong may take more. `command` is `grade`, or
/// `cargo grade`.
pub fn line(finding: &Finding, command: &str, paint: Paint) -> String {
    let word = match finding.standing {
        LawStatus::Sound => paint.good("ok     "),
        LawStatus::Broken => paint.bad("BROKEN "),
        LawStatus::Unclear => paint.unsure("unclear"),
        LawStatus::Skipped => paint.dim("skipped"),
    };
    let mut detail = finding.detail.trim_end().lines().map(visible);
    let first = detail.next().unwrap_or_default();
    let names = format!("{:<16} {:<24}", finding.exercise, finding.subject);
    // The word and a blank stand before.
    let fits = 8 + names.chars().count() + 1 + first.chars().count() <= COLUMNS;
    let mut text = format!("{word} {}", names.trim_end());
    if fits {
        text = format!("{word} {names} {first}");
    } else {
        for line in wrap(&first, COLUMNS - INDENT) {
            let _ = write!(text, "\n{:INDENT$}{line}", "");
        }
    }
    // A compiler's lines, or a difference: as they are.
    for line in detail {
        let _ = write!(text, "\n{:INDENT$}{line}", "");
    }
    let below = |text: &mut String, label: &str, value: &str| {
        let mut lines = wrap(value, COLUMNS - INDENT - label.len()).into_iter();
        let first = lines.next().unwrap_or_default();
        let _ = write!(text, "\n{:INDENT$}{label}{first}", "");
        for line in lines {
            let _ = write!(text, "\n{:INDENT$}{line}", "");
        }
    };
    if let Some(place) = &finding.place {
        below(&mut text, "at: ", &visible(&at(place)));
    }
    if let Some(mend) = &finding.mend {
        below(&mut text, "to mend it: ", &visible(mend));
    }
    if let Some(again) = &finding.again {
        let _ = write!(text, "\n{:INDENT$}to see it: {command} {}", "", visible(again));
    }
    text
}

/// A place as an editor takes it: `file:line`.
pub(super) fn at(place: &Place) -> String {
    let Place { file, line } = place;
    line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"))
}

/// How often each timed candidate got which verdict, a line each; nothing where each was
/// timed once.
pub fn runs(findings: &[Finding]) -> Option<String> {
    let repeated: Vec<(&Finding, Runs)> =
        findings.iter().filter_map(|finding| Some((finding, finding.runs?))).collect();
    if repeated.is_empty() {
        return None;
    }
    let mut text =
        format!("{:<43} accepted undecided rejected", "Verdicts on each timed candidate");
    for (finding, Runs { accepted, undecided, rejected }) in &repeated {
        let name = format!("{} {}", finding.exercise, visible(&finding.subject));
        let _ = write!(text, "\n  {name:<41} {accepted:>8} {undecided:>9} {rejected:>8}");
    }
    let mut all = Runs::default();
    for (_, runs) in &repeated {
        all.add(*runs);
    }
    let Runs { accepted, undecided, rejected } = all;
    let _ = write!(text, "\n  {:<41} {accepted:>8} {undecided:>9} {rejected:>8}", "all");
    Some(text)
}

/// How the laws stand, a line for each exercise.
pub fn table(findings: &[Finding]) -> String {
    let mut text =
        format!("{:<24} {:>6} {:>7} {:>8} {:>8}", "", "sound", "broken", "unclear", "skipped");
    let mut names: Vec<&str> = Vec::new();
    for finding in findings {
        if !names.contains(&finding.exercise.as_str()) {
            names.push(&finding.exercise);
        }
    }
    for name in names {
        let of = |standing| {
            let is_it =
                |finding: &&Finding| finding.exercise == name && finding.standing == standing;
            findings.iter().filter(is_it).count()
        };
        let [sound, broken, unclear, skipped] =
            [LawStatus::Sound, LawStatus::Broken, LawStatus::Unclear, LawStatus::Skipped].map(of);
        let _ = write!(text, "\n  {name:<22} {sound:>6} {broken:>7} {unclear:>8} {skipped:>8}");
    }
    text
}

/// The last line: how many of each.
pub fn summary(findings: &[Finding]) -> String {
    let count = |standing| findings.iter().filter(|finding| finding.standing == standing).count();
    format!(
        "{} sound, {} broken, {} unclear, {} skipped",
        count(LawStatus::Sound),
        count(LawStatus::Broken),
        count(LawStatus::Unclear),
        count(LawStatus::Skipped)
    )
}

/// How much was looked at, and the room that each goal has, a line each.
pub fn totals(totals: &Totals, rooms: &[Room]) -> String {
    let Totals { exercises, accepted, serial, mutants } = totals;
    let count = |of: usize, what: &str| format!("{of} {what}{}", if of == 1 { "" } else { "s" });
    let counts = [
        count(*exercises, "exercise"),
        count(*accepted, "alternative"),
        count(*serial, "serial alternative"),
        count(*mutants, "mutant"),
    ];
    let mut text = counts.join(", ");
    for room in rooms {
        let side = |side: &Option<(String, f64)>, word: &str| {
            let (name, share) = side.as_ref()?;
            Some(format!("{:.0} % {word} {}", 100.0 * share, visible(name)))
        };
        let sides = [side(&room.above, "up to"), side(&room.below, "down to")];
        let (goal, case) = (as_written(room.goal), visible(&room.case));
        let sides = sides.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let _ = write!(text, "\n  {:<16} {goal} on `{case}`: {sides}", room.exercise);
    }
    text
}

/// The confusion matrix: what the slow mutants declare against what was found.
/// Nothing where none was measured.
pub fn confusion(findings: &[Finding]) -> Option<String> {
    let causes: Vec<_> = findings.iter().filter_map(|finding| finding.cause).collect();
    let told = causes.iter().filter(|causes| causes.found.is_some()).count();
    if told == 0 {
        return None;
    }
    let columns: Vec<Option<Cause>> = Cause::ALL.into_iter().map(Some).chain([None]).collect();
    let mut text = "Causes found, a row for each that a mutant declares:\n\n".to_owned();
    let _ = write!(text, "{:LABEL$}", "");
    for column in &columns {
        let _ = write!(text, " {}", column.map_or("none", short));
    }
    for declared in Cause::ALL {
        let row: Vec<_> = causes.iter().filter(|causes| causes.declared == declared).collect();
        if row.is_empty() {
            continue;
        }
        let _ = write!(text, "\n{:<LABEL$}", row_name(declared));
        for column in &columns {
            let width = column.map_or("none", short).len();
            let count = row.iter().filter(|causes| causes.found == *column).count();
            let count = if count == 0 { "·".to_owned() } else { count.to_string() };
            let _ = write!(text, " {count:>width$}");
        }
    }
    let right = causes.iter().filter(|causes| causes.found == Some(causes.declared)).count();
    let _ = write!(text, "\n\n{right} of {told} causes found rightly");
    let missed = findings.iter().filter_map(|finding| {
        let causes = finding.cause?;
        let found = causes.found.filter(|&found| found != causes.declared)?;
        let (exercise, mutant, declared) = (&finding.exercise, &finding.subject, causes.declared);
        Some(format!("\n  missed: {exercise} {mutant}: {declared}, found {found}"))
    });
    text.extend(missed);
    Some(text)
}

/// Room for the name of a row.
const LABEL: usize = 10;

/// A name that fits a column: all of them fit a terminal.
fn short(cause: Cause) -> &'static str {
    match cause {
        Cause::Imbalance => "imbal.",
        Cause::Contention => "content.",
        Cause::Algorithm => "algor.",
        cause => row_name(cause),
    }
}

fn row_name(cause: Cause) -> &'static str {
    match cause {
        Cause::Oversubscription => "oversub.",
        cause => cause.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Goal;
    use crate::verify::Causes;

    fn finding(subject: &str, standing: LawStatus, detail: &str) -> Finding {
        Finding::plain("my_topic", subject, standing, detail.to_owned())
    }

    #[test]
    fn lines_are_broken_at_words() {
        let long = "expected low_speedup, got accepted 1.93x, goal 1.38x: every answer is right, \
                    and the speedup of 1.93x is above the goal";
        let shown = [
            finding("layout", LawStatus::Sound, "the three trees line up"),
            finding(
                "accepted/own_copies_and_plain_spawn",
                LawStatus::Sound,
                "accepted 1.95x, goal",
            ),
            Finding {
                again: Some("my_topic --mutant halves".to_owned()),
                place: Some(Place { file: "solutions/a.rs".to_owned(), line: Some(1) }),
                mend: Some("let cases, `check` or the goal catch it".to_owned()),
                ..finding("halves", LawStatus::Broken, long)
            },
            finding(
                "format",
                LawStatus::Broken,
                "rustfmt would change this:\nDiff in a.rs:1:\n+  b",
            ),
        ]
        .map(|finding| line(&finding, "cargo grade", Paint { color: false }))
        .join("\n");
        assert!(shown.lines().all(|line| line.chars().count() <= COLUMNS), "{shown}");
        insta::assert_snapshot!(shown, @r"
        ok      my_topic         layout                   the three trees line up
        ok      my_topic         accepted/own_copies_and_plain_spawn
                  accepted 1.95x, goal
        BROKEN  my_topic         halves
                  expected low_speedup, got accepted 1.93x, goal 1.38x: every answer is
                  right, and the speedup of 1.93x is above the goal
                  at: solutions/a.rs:1
                  to mend it: let cases, `check` or the goal catch it
                  to see it: cargo grade my_topic --mutant halves
        BROKEN  my_topic         format                   rustfmt would change this:
                  Diff in a.rs:1:
                  +  b
        ");
    }

    #[test]
    fn repeated_verdicts_are_counted() {
        let runs_of = |accepted, undecided, rejected| Some(Runs { accepted, undecided, rejected });
        let findings = [
            finding("layout", LawStatus::Sound, ""),
            Finding { runs: runs_of(9, 1, 0), ..finding("solution", LawStatus::Sound, "") },
            Finding { runs: runs_of(0, 0, 10), ..finding("halves", LawStatus::Sound, "") },
            finding("mutants", LawStatus::Broken, ""),
        ];
        insta::assert_snapshot!("runs", runs(&findings).expect("some were repeated"));
        assert_eq!(runs(&findings[..1]), None);
        insta::assert_snapshot!("table", table(&findings));
    }

    #[test]
    fn totals_name_the_room_of_each_goal() {
        let sums = Totals { exercises: 2, accepted: 6, serial: 4, mutants: 9 };
        let named = |name: &str, share| Some((name.to_owned(), share));
        let room = |goal, above, below| Room {
            exercise: "my_topic".to_owned(),
            case: "many".to_owned(),
            goal,
            above,
            below,
        };
        let rooms = [
            room(Goal::SpeedupMin(8.0), named("solution", 0.234), named("halves", 0.161)),
            room(Goal::NoSlower(0.45), None, named("square", -0.02)),
        ];
        insta::assert_snapshot!(totals(&sums, &rooms));
        let one = Totals { exercises: 1, accepted: 3, serial: 0, mutants: 1 };
        let text = "1 exercise, 3 alternatives, 0 serial alternatives, 1 mutant";
        assert_eq!(totals(&one, &[]), text);
    }

    #[test]
    fn the_confusion_matrix_lists_what_was_missed() {
        let finding = |subject: &str, declared, found| Finding {
            cause: Some(Causes { declared, found }),
            ..finding(subject, LawStatus::Sound, "")
        };
        let findings = [
            finding("halves", Cause::Imbalance, Some(Cause::Imbalance)),
            finding("thirds", Cause::Imbalance, Some(Cause::Serial)),
            finding("one_mutex", Cause::Contention, None),
        ];
        let table = confusion(&findings).expect("some were found");
        assert!(table.lines().all(|line| line.chars().count() <= COLUMNS), "{table}");
        insta::assert_snapshot!(table);
        assert_eq!(confusion(&findings[2..]), None);
    }
}
