//! Goals between what must be accepted and the slow mutants, a table for each timed case.

use super::{COLUMNS, Paint, duration, visible, wrap};
use crate::calibrate::{
    BASELINE, BASELINE_MAX_S, Change, Doubt, GoalFit, MARGIN, Part, Placing, Row, SOLUTION_S, Size,
};
use crate::course::Opponent;
use crate::verdict::{GOAL_ABOVE_SERIAL, Goal};
use std::fmt::Write;

/// The width of the column with the names, at least.
const NAMES: usize = 24;
/// Where the values below the table begin.
const INDENT: usize = 14;

/// One timed case.
pub fn placing(placing: &Placing, title: &str, paint: Paint) -> String {
    let what = format!("case `{}`", visible(&placing.lineup.case));
    let mut text = format!("\n{}  {}\n\n", paint.strong(title), paint.dim(&what));
    text.push_str(&table(placing, paint));
    let mark = match placing.standing {
        _ if placing.is_bad() => paint.bad("✘ CHANGE IT"),
        GoalFit::Unclear(_) => paint.unsure("? THIS MACHINE CANNOT TELL"),
        _ if placing.is_near_serial => paint.unsure("! WELL PLACED, BUT LOW"),
        _ => paint.good("✔ WELL PLACED"),
    };
    let _ = writeln!(text, "\n{mark}");
    let sizes = placing.sizes.iter().map(|size| size_sentence(*size));
    let low = placing.is_near_serial.then(|| low_sentence(placing));
    for sentence in [sentence(placing)].into_iter().chain(low).chain(sizes) {
        for line in wrap(&sentence, COLUMNS - 2) {
            let _ = writeln!(text, "  {line}");
        }
    }
    text.push('\n');
    for (label, value) in rows(placing) {
        let mut label = format!("  {label:<width$}", width = INDENT - 2);
        for line in wrap(&value, COLUMNS - INDENT) {
            let _ = writeln!(text, "{}{line}", paint.dim(&label));
            label = " ".repeat(INDENT);
        }
    }
    text
}

/// What stands below the table, a label and a value each.
fn rows(placing: &Placing) -> Vec<(&'static str, String)> {
    let lineup = &placing.lineup;
    let by_cores = matches!(lineup.goal, Goal::Efficiency { .. });
    let capacity = placing.capacity.filter(|_| by_cores);
    let against = match lineup.against {
        Opponent::Baseline => None,
        Opponent::OneThread => Some("itself on one thread"),
        Opponent::BestChoice => Some("itself with the best choice of a sweep"),
        Opponent::HalfTheSize => Some("itself on half of the input"),
    };
    let weakest = placing.weakest().filter(|_| placing.has_alternatives());
    let rows = [
        ("against", against.map(str::to_owned)),
        ("goal", Some(as_written(lineup.goal))),
        ("middle", placing.middle.map(as_written)),
        ("weakest", weakest.map(named)),
        ("capacity", capacity.map(|capacity| format!("{capacity:.2} cores' worth here"))),
        ("solution", placing.solution_s.map(duration)),
        ("baseline", placing.baseline_s.map(duration)),
    ];
    rows.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

/// The last line: how many of each.
pub fn summary(placings: &[Placing]) -> String {
    let well = placings.iter().filter(|placing| placing.is_well()).count();
    let bad = placings.iter().filter(|placing| placing.is_bad()).count();
    format!("Goals: {well} well placed, {bad} to change, {} unclear", placings.len() - well - bad)
}

/// What became of the goals of one exercise: a line for each, with the file first.
pub fn written(file: &str, placings: &[Placing]) -> String {
    let mut text = format!("\n{file}\n");
    let is_kept = placings.iter().any(|placing| placing.change() == Change::NoPlace);
    for placing in placings {
        let old = as_written(placing.lineup.goal);
        let outcome = match placing.change() {
            Change::Stays => format!("{old} stays"),
            Change::To(new) if is_kept => format!("{old} stays; {} would fit", as_written(new)),
            Change::To(new) => format!("{old} becomes {}", as_written(new)),
            Change::NoPlace => {
                format!("{old} stays: no goal has {} on both sides", percent(MARGIN))
            }
            Change::Unknown => format!("{old} stays: this machine could not tell"),
        };
        let _ = writeln!(text, "  case `{}`: {outcome}", visible(&placing.lineup.case));
    }
    if is_kept {
        text += "  Nothing was written. Change that case's input until a goal fits.\n";
    }
    text
}

/// A candidate in a sentence.
fn named(row: &Row) -> String {
    match row.part {
        Part::Solution => format!("the {}", row.name),
        _ if row.name == BASELINE => row.name.clone(),
        _ => format!("`{}`", visible(&row.name)),
    }
}

/// What must be accepted, the goal and slow candidates, the fastest first.
fn table(placing: &Placing, paint: Paint) -> String {
    let names = placing.rows.iter().map(|row| row.name.chars().count());
    let width = names.max().unwrap_or(0).max(NAMES);
    let counts = || placing.lineup.members.iter().map(|member| member.rounds.len());
    let rounds = match (counts().min().unwrap_or(0), counts().max().unwrap_or(0)) {
        (1, 1) => "1 round".to_owned(),
        (least, most) if least == most => format!("{most} rounds"),
        (least, most) => format!("{least} to {most} rounds"),
    };
    let header = format!("  {:width$}  {:>8}  {rounds:>13}  {:>7}", "", "speedup", "margin");
    let mut lines = vec![paint.dim(&header)];
    let goal = placing.goal_speedup.map(|speedup| {
        let line = format!("  {:<width$}  {:>8}  {:─<24}", "goal", times(speedup), "");
        (speedup, paint.strong(&line))
    });
    let mut goal = goal.as_ref();
    for row in &placing.rows {
        let median = row.speedup.map_or(0.0, |speedup| speedup.median);
        if let Some((_, line)) = goal.filter(|(speedup, _)| median < *speedup) {
            lines.push(line.clone());
            goal = None;
        }
        lines.push(candidate(row, width));
    }
    lines.extend(goal.map(|(_, line)| line.clone()));
    lines.join("\n") + "\n"
}

fn candidate(row: &Row, width: usize) -> String {
    let (speedup, rounds) = match row.speedup {
        None => ("?".to_owned(), "too few pairs".to_owned()),
        Some(_) if row.name == BASELINE => (times(1.0), "always".to_owned()),
        Some(spread) => {
            let ends = [spread.low, spread.high].map(|end| times(end).replace('x', ""));
            (times(spread.median), ends.join("–"))
        }
    };
    let margin = row.margin.map_or_else(String::new, percent);
    let note = match row.part {
        Part::CaughtElsewhere => "  another goal's",
        Part::Alternative => "  alternative",
        Part::Solution | Part::Caught => "",
    };
    let name = visible(&row.name);
    let line = format!("  {name:<width$}  {speedup:>8}  {rounds:>13}  {margin:>7}{note}");
    line.trim_end().to_owned()
}

/// What follows from the table.
fn sentence(placing: &Placing) -> String {
    match &placing.standing {
        GoalFit::Unclear(doubt) => doubt_sentence(doubt),
        GoalFit::Well => format!("{}.", distances(placing)),
        GoalFit::Thin => {
            let advice = if placing.middle.is_some() {
                "Take the one in the middle."
            } else {
                "No goal has that much: change the input until one has."
            };
            let (distances, margin) = (distances(placing), percent(MARGIN));
            format!("{distances}. Both sides must have {margin} to spare. {advice}")
        }
    }
}

/// How far the weakest that must be accepted and the best slow candidate lie from the
/// goal.
fn distances(placing: &Placing) -> String {
    let reaches = |row: &Row| row.margin.filter(|margin| *margin >= 0.0).map(percent);
    let weakest = placing.weakest();
    let who = weakest.map_or_else(|| "the solution".to_owned(), named);
    let who = if placing.has_alternatives() {
        format!("The weakest, {who},")
    } else {
        "The solution".to_owned()
    };
    let above = weakest.and_then(reaches).map_or_else(
        || format!("{who} misses the goal"),
        |margin| format!("{who} is {margin} above the goal"),
    );
    let Some(best) = placing.best_caught() else {
        return format!("{above}, and nothing has to miss it");
    };
    let name = named(best);
    let below = reaches(best).map_or_else(
        || format!("{name} reaches it"),
        |margin| format!("the goal is {margin} above {name}"),
    );
    format!("{above}, and {below}")
}

fn doubt_sentence(doubt: &Doubt) -> String {
    match doubt {
        Doubt::OneCore => "Only one core may be used here: speed cannot be judged.".to_owned(),
        Doubt::NoCapacity => "The cores were never all free while I looked.".to_owned(),
        Doubt::LowCapacity => {
            "All cores together do hardly more than one, so no goal is judged here.".to_owned()
        }
        Doubt::FewPairs(name) => format!(
            "In most rounds too few pairs of `{}` counted. Run again when nothing else runs.",
            visible(name)
        ),
        Doubt::WideSpread(name) => format!(
            "The rounds of `{}` differ by more than the margin. Run again when nothing else runs, \
             or with more `--rounds`.",
            visible(name)
        ),
    }
}

/// What a goal just above one thread's speed risks.
fn low_sentence(placing: &Placing) -> String {
    let goal = placing.goal_speedup.map_or_else(String::new, times);
    let least = times(GOAL_ABOVE_SERIAL);
    format!(
        "The goal is {goal} here. Below {least} no speedup is told from none, and a capacity that \
         is measured a little lower leads there: ask for a larger share, or change the input \
         until one fits."
    )
}

fn size_sentence(size: Size) -> String {
    match size {
        Size::SolutionShort => format!(
            "The solution takes less than {}: a larger input is measured better.",
            duration(SOLUTION_S.0)
        ),
        Size::SolutionLong => format!(
            "The solution takes more than {}: a smaller input is disturbed less often.",
            duration(SOLUTION_S.1)
        ),
        Size::BaselineLong => format!(
            "The baseline takes more than {}: a smaller input is graded sooner.",
            duration(BASELINE_MAX_S)
        ),
    }
}

/// A goal as the manifest has it.
pub(super) fn as_written(goal: Goal) -> String {
    match goal {
        Goal::Efficiency { share, parallelism: None } => format!("{{ efficiency = {share} }}"),
        Goal::Efficiency { share, parallelism: Some(bound) } => {
            format!("{{ efficiency = {share}, parallelism = {bound:?} }}")
        }
        Goal::SpeedupMin(speedup) => format!("{{ speedup_min = {speedup:?} }}"),
        Goal::NoSlower(share) => format!("{{ no_slower = {share} }}"),
    }
}

/// A speedup with the digits that three rounds support.
fn times(speedup: f64) -> String {
    let decimals = match speedup {
        s if s >= 100.0 => 0,
        s if s >= 10.0 => 1,
        _ => 2,
    };
    format!("{speedup:.decimals$}x")
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

#[cfg(test)]
#[path = "calibrated_tests.rs"]
mod tests;
