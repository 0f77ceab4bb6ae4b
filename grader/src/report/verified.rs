//! The laws of a sound course, a line each.

use super::calibrated::as_written;
use super::{Paint, visible};
use crate::verdict::Cause;
use crate::verify::{Finding, Room, Standing, Totals};
use std::fmt::Write;

/// One finding as a line; what is wrong may take more.
pub fn line(finding: &Finding, paint: Paint) -> String {
    let word = match finding.standing {
        Standing::Sound => paint.good("ok     "),
        Standing::Broken => paint.bad("BROKEN "),
        Standing::Unclear => paint.unsure("unclear"),
        Standing::Skipped => paint.dim("skipped"),
    };
    let mut detail = finding.detail.trim_end().lines().map(visible);
    let first = detail.next().unwrap_or_default();
    let mut text = format!("{word} {:<16} {:<24} {first}", finding.exercise, finding.subject);
    for line in detail {
        let _ = write!(text, "\n          {line}");
    }
    text
}

/// The last line: how many of each.
pub fn summary(findings: &[Finding]) -> String {
    let count = |standing| findings.iter().filter(|finding| finding.standing == standing).count();
    format!(
        "{} sound, {} broken, {} unclear, {} skipped",
        count(Standing::Sound),
        count(Standing::Broken),
        count(Standing::Unclear),
        count(Standing::Skipped)
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
    let mut text = format!("{:<18}", "declared \\ found");
    for column in &columns {
        let _ = write!(text, " {:>11}", column.map_or("none", short));
    }
    for declared in Cause::ALL {
        let row: Vec<_> = causes.iter().filter(|causes| causes.declared == declared).collect();
        if row.is_empty() {
            continue;
        }
        let _ = write!(text, "\n{:<18}", declared.name());
        for column in &columns {
            let count = row.iter().filter(|causes| causes.found == *column).count();
            let count = if count == 0 { "·".to_owned() } else { count.to_string() };
            let _ = write!(text, " {count:>11}");
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

/// A name that fits a column.
fn short(cause: Cause) -> &'static str {
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
            exercise: "my_topic".to_owned(),
            subject: subject.to_owned(),
            standing: Standing::Sound,
            detail: String::new(),
            cause: Some(Causes { declared, found }),
            settled: None,
            margins: Vec::new(),
        };
        let findings = [
            finding("halves", Cause::Imbalance, Some(Cause::Imbalance)),
            finding("thirds", Cause::Imbalance, Some(Cause::Serial)),
            finding("one_mutex", Cause::Contention, None),
        ];
        insta::assert_snapshot!(confusion(&findings).expect("some were found"));
        assert_eq!(confusion(&findings[2..]), None);
    }
}
