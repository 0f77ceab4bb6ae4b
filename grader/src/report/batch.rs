//! A run over a class: a line for each unit while it goes on, and how it stands.

use super::{Paint, visible};
use crate::batch::estimate::Rest;
use crate::batch::journal::{Ended, Fold, UnitStatus};
use crate::batch::plan::{Fate, Plan, Shard};
use crate::batch::policy::Tally;
use crate::fault::Fault;
use crate::verdict::Verdict;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Of more owners of one file only the first ones are named.
const OWNERS_SHOWN: usize = 3;

/// What a run has to do, before it begins.
pub fn planned(plan: &Plan, shard: Shard) -> String {
    let count = |of: usize, what: &str| format!("{of} {what}{}", if of == 1 { "" } else { "s" });
    let graded = plan.handed_in.iter().filter(|one| matches!(one.fate, Fate::Unit(_))).count();
    let students: BTreeSet<&str> = plan.handed_in.iter().map(|one| &*one.student).collect();
    let mut text = format!(
        "{} of {} to {}: {}",
        count(plan.handed_in.len(), "submission"),
        count(students.len(), "student"),
        count(plan.exercises.len(), "exercise"),
        count(plan.units.len(), "different file"),
    );
    let copies = graded - plan.units.len().min(graded);
    if copies > 0 {
        let _ = write!(text, ", each graded once, and {copies} equal to another");
    }
    let not_graded = plan.handed_in.len() - graded;
    if not_graded > 0 {
        let _ = write!(text, "; {not_graded} cannot be read");
    }
    text.push('\n');
    if shard != Shard::ALL {
        let _ = writeln!(text, "Shard {shard}: {}", count(plan.keys(shard).count(), "file"));
    }
    if !plan.ignored.is_empty() {
        let _ = writeln!(text, "Ignored, since they belong to no student: {}", some(&plan.ignored));
    }
    text
}

/// One unit's end, as a line.
pub fn ended(plan: &Plan, ended: &Ended, paint: Paint) -> String {
    let word = format!("{:<16}", ended.verdict.name());
    let word = match ended.verdict {
        Verdict::Accepted => paint.good(&word),
        Verdict::Inconclusive => paint.unsure(&word),
        _ => paint.bad(&word),
    };
    let exercise = plan.units.get(&ended.key).map_or("", |unit| &*unit.exercise);
    let seconds = ended.took_ms as f64 / 1000.0;
    format!("{exercise:<20} {word} {seconds:>6.1} s  {}", owners(plan, &ended.key))
}

/// One unit that has no result, as a line.
pub fn failed(plan: &Plan, key: &str, fault: &Fault, paint: Paint) -> String {
    let exercise = plan.units.get(key).map_or("", |unit| &*unit.exercise);
    let first = fault.what.lines().next().unwrap_or_default();
    let word = paint.unsure(&format!("{:<16}", "no result"));
    format!("{exercise:<20} {word} {}: {}", owners(plan, key), visible(first))
}

/// The students that handed in a unit.
fn owners(plan: &Plan, key: &str) -> String {
    let owners: Vec<String> = plan.owners(key).into_iter().map(visible).collect();
    some(&owners)
}

/// The first few of a list, and how many more there are.
fn some(all: &[String]) -> String {
    let shown = all.iter().take(OWNERS_SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(OWNERS_SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// How much longer, with no more digits than anybody can know.
pub fn rest(rest: Rest) -> String {
    let minutes = |seconds: f64| match seconds / 60.0 {
        minutes if minutes >= 120.0 => format!("{:.1} h", minutes / 60.0),
        minutes if minutes >= 2.0 => format!("{minutes:.0} min"),
        _ => format!("{:.0} s", seconds.max(1.0)),
    };
    let (low, high) = (minutes(rest.low_s), minutes(rest.high_s));
    if low == high { format!("about {high} left") } else { format!("{low} to {high} left") }
}

/// How a run stands: verdicts, and what has none and why.
pub fn standing(plan: &Plan, fold: &Fold, shard: Shard) -> String {
    let tally = Tally::of(plan, fold, shard);
    let mut verdicts: BTreeMap<Verdict, usize> = BTreeMap::new();
    for key in plan.keys(shard) {
        if let UnitStatus::Decided(ended) = fold.standing(key, plan.attempts) {
            *verdicts.entry(ended.verdict).or_default() += 1;
        }
    }
    let mut text = format!("{} of {} files have a verdict\n", tally.decided, tally.units());
    for (verdict, count) in verdicts.iter().rev() {
        let _ = writeln!(text, "  {count:>6}  {verdict}");
    }
    let open = [
        (tally.waiting, "not begun"),
        (tally.suspect, "begun, and not heard of since"),
        (tally.undecided, "this machine cannot tell; their answers are right"),
        (tally.disagreeing, "ended with verdicts that differ"),
        (tally.lost, "lost: their graders vanished each time; look at these files"),
        (tally.failed, "no result: the grader or the machine failed"),
    ];
    for (count, what) in open.into_iter().filter(|(count, _)| *count > 0) {
        let _ = writeln!(text, "  {count:>6}  {what}");
    }
    if tally.duplicates > 0 {
        let _ =
            writeln!(text, "{} were graded more than once; one result counts", tally.duplicates);
    }
    for key in plan.keys(shard) {
        let why = match fold.standing(key, plan.attempts) {
            UnitStatus::Failed(fault) => visible(&fault.to_string()),
            UnitStatus::Lost { times } => format!("lost {times} times"),
            UnitStatus::Disagreeing(ends) => {
                let verdicts: Vec<&str> = ends.iter().map(|end| end.verdict.name()).collect();
                format!("verdicts differ: {}", verdicts.join(", "))
            }
            _ => continue,
        };
        let exercise = plan.units.get(key).map_or("", |unit| &*unit.exercise);
        let _ = writeln!(
            text,
            "No verdict: {exercise}, {} ({key}): {}",
            owners(plan, key),
            indented(&why)
        );
    }
    for (one, fault) in plan.not_graded() {
        let exercise = one.exercise.as_deref().unwrap_or("no exercise");
        let why = indented(&visible(&fault.to_string()));
        let _ = writeln!(text, "Not graded: {}, {exercise}: {why}", visible(&one.student));
    }
    text
}

/// Lines after the first belong to it.
fn indented(text: &str) -> String {
    text.trim_end().replace('\n', "\n    ")
}
