//! What a student sees between two gradings: the list, the next step, hints, and
//! the solution beside their own file.

use super::{COLUMNS, Paint, visible, wrap};
use crate::candidate::is_unfinished;
use crate::course::{Exercise, Limits};
use crate::progress::{Attempt, Best};
use crate::verdict::Verdict;
use similar::{ChangeTag, TextDiff};
use std::fmt::Write;

/// An exercise and how far the student is with it.
#[derive(Clone, Copy, Debug)]
pub struct ExerciseStatus<'a> {
    /// The exercise.
    pub exercise: &'a Exercise,
    /// The best result, if there is one.
    pub best: Option<Best>,
}

impl ExerciseStatus<'_> {
    /// Whether it was accepted.
    pub fn is_done(&self) -> bool {
        self.best.is_some_and(|best| best.verdict == Verdict::Accepted)
    }
}

/// How it is said.
#[derive(Clone, Copy, Debug)]
pub struct TextStyle<'a> {
    /// What is typed: `cargo grade`, or `grade`.
    pub command: &'a str,
    /// Colours, or none.
    pub paint: Paint,
}

/// A title that is cut shorter than this says nothing.
const TITLE_MIN: usize = 8;
/// Lines around a difference.
const CONTEXT: usize = 3;
/// Where the commands of a next step begin.
const INDENT: usize = 11;

/// Every exercise with its state, the best speedup and its day.
pub fn list(standings: &[ExerciseStatus], manner: TextStyle) -> String {
    let paint = manner.paint;
    let cells: Vec<[String; 4]> = standings.iter().map(row).collect();
    let head = ["exercise", "best result", "speedup", "date"];
    let any = standings.iter().any(|standing| standing.best.is_some());
    let width = |column: usize| {
        let longest = cells.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        match longest {
            // Nothing has been reached yet: no column for it.
            0 => 0,
            _ if any => longest.max(head[column].len()),
            _ => longest,
        }
    };
    let widths = [0, 1, 2, 3].map(width);
    let others: usize = widths.iter().filter(|width| **width > 0).map(|width| width + 2).sum();
    // The mark, the number and their spaces.
    let room = COLUMNS.saturating_sub(others + 7);
    let longest = standings.iter().map(|each| each.exercise.manifest.title.chars().count()).max();
    let longest = longest.unwrap_or_default();
    let has_titles = room >= longest.min(TITLE_MIN);
    let title_width = longest.min(room);
    let line = |mark: &str, number: &str, row: [&str; 4], title: &str| {
        let mut line = format!("  {mark} {number:>2} {:<1$}", row[0], widths[0]);
        if has_titles {
            let _ = write!(line, "  {:<title_width$}", shortened(title, title_width));
        }
        for column in 1..4 {
            let (text, width) = (row[column], widths[column]);
            if width > 0 && column == 2 {
                let _ = write!(line, "  {text:>width$}");
            } else if width > 0 {
                let _ = write!(line, "  {text:<width$}");
            }
        }
        line.truncate(line.trim_end().len());
        line
    };
    let mut text = String::new();
    if any {
        let _ = writeln!(text, "{}", paint.dim(&line(" ", "", head, "title")));
    }
    for (standing, row) in standings.iter().zip(&cells) {
        let number = format!("{:02}", standing.exercise.name.number);
        let row = row.each_ref().map(String::as_str);
        let title = visible(&standing.exercise.manifest.title);
        let _ = writeln!(text, "{}", line(&mark(standing, paint), &number, row, &title));
    }
    let done = standings.iter().filter(|standing| standing.is_done()).count();
    let _ = writeln!(text, "\n  {done} of {} done", standings.len());
    text
}

fn mark(standing: &ExerciseStatus, paint: Paint) -> String {
    match standing.best.map(|best| best.verdict) {
        None => "·".to_owned(),
        Some(Verdict::Accepted) => paint.good("✔"),
        Some(Verdict::Inconclusive) => paint.unsure("?"),
        Some(_) => paint.bad("✘"),
    }
}

/// Slug, best verdict, its speedup, its day.
fn row(standing: &ExerciseStatus) -> [String; 4] {
    let slug = standing.exercise.name.slug.clone();
    let Some(best) = standing.best else {
        return [slug, String::new(), String::new(), String::new()];
    };
    let speedup = best.speedup.map(|speedup| match speedup {
        // As many digits as an interval supports.
        ..10.0 => format!("{speedup:.2}x"),
        ..100.0 => format!("{speedup:.1}x"),
        _ => format!("{speedup:.0}x"),
    });
    let date = best.date.map(|date| date.to_string());
    [slug, best.verdict.to_string(), speedup.unwrap_or_default(), date.unwrap_or_default()]
}

fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// The one step to take now.
pub fn step(next: Option<&ExerciseStatus>, manner: TextStyle) -> String {
    let TextStyle { command, paint } = manner;
    let Some(standing) = next else { return all_done(manner) };
    let title = visible(&standing.exercise.manifest.title);
    let slug = &standing.exercise.name.slug;
    let (step, order) = match standing.best {
        None => (format!("Next: read the page of {title}"), format!("{command} lesson {slug}")),
        Some(_) => (format!("Next: go on with {title}"), format!("{command} {slug}")),
    };
    let more = format!("  `{command} next` says where your file is");
    format!("{}\n  {}\n{}\n", paint.strong(&step), paint.strong(&order), paint.dim(&more))
}

/// The next exercise with its page, its file and its command.
pub fn next(next: Option<&ExerciseStatus>, manner: TextStyle) -> String {
    let TextStyle { command, paint } = manner;
    let Some(standing) = next else { return all_done(manner) };
    let name = &standing.exercise.name;
    let (slug, folder) = (&name.slug, &name.folder);
    let title = visible(&standing.exercise.manifest.title);
    let mut text = paint.strong(&format!("Next: {:02} {title}", name.number)) + "\n\n";
    let mut row = |label: &str, value: &str| {
        let label = paint.dim(&format!("  {label:<width$}", width = INDENT - 2));
        let _ = writeln!(text, "{label}{value}");
    };
    row("read", &format!("{command} lesson {slug}"));
    row("", &paint.dim(&format!("or lessons/src/{folder}.md in your editor")));
    row("fill in", &format!("exercises/{folder}/student.rs"));
    row("grade", &format!("{command} {slug}"));
    if let Some(best) = standing.best {
        row("so far", best.verdict.name());
    }
    text
}

fn all_done(manner: TextStyle) -> String {
    let step = "Next: you have done them all. Beat your own speedups, or teach somebody.";
    manner.paint.strong(step) + "\n"
}

/// One hint, counted from 1, and how to get the next.
pub fn hint(exercise: &Exercise, level: usize, manner: TextStyle) -> String {
    let TextStyle { command, paint } = manner;
    let hints = &exercise.manifest.hints;
    let slug = &exercise.name.slug;
    let title = paint.strong(&visible(&exercise.manifest.title));
    let place = paint.dim(&format!("hint {level} of {}", hints.len()));
    let mut text = format!("\n{title}  {place}\n\n");
    let hint = level.checked_sub(1).and_then(|at| hints.get(at)).map_or("", String::as_str);
    for line in wrap(&visible(hint), COLUMNS - 2) {
        let _ = writeln!(text, "  {line}");
    }
    let more = if level < hints.len() {
        format!("The next hint: {command} hint {slug} --level {}", level + 1)
    } else if exercise.has_solution() {
        format!("That was the last hint. The solution: {command} solution {slug} --spoil")
    } else {
        "That was the last hint.".to_owned()
    };
    let _ = writeln!(text, "\n{}", paint.dim(&more));
    text
}

/// The hint for the last result, and how to get the others; nothing where it has none.
pub fn hint_after(exercise: &Exercise, last: Attempt, manner: TextStyle) -> Option<String> {
    let TextStyle { command, paint } = manner;
    let (occasion, hint) = last.hint(&exercise.manifest.hints_after)?;
    let title = paint.strong(&visible(&exercise.manifest.title));
    let after = match last.verdict.name() {
        verdict if verdict == occasion.name() => verdict.to_owned(),
        verdict => format!("{verdict}, {occasion}"),
    };
    let mut text = format!("\n{title}  {}\n\n", paint.dim(&format!("a hint after {after}")));
    for line in wrap(&visible(hint), COLUMNS - 2) {
        let _ = writeln!(text, "  {line}");
    }
    let (slug, of) = (&exercise.name.slug, exercise.manifest.hints.len());
    let more = format!("The {of} other hints: {command} hint {slug} --level 1");
    let _ = writeln!(text, "\n{}", paint.dim(&more));
    Some(text)
}

/// Two files side by side.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The student's file: its path and its text.
    pub own: (&'a str, &'a str),
    /// The solution's.
    pub solution: (&'a str, &'a str),
}

/// The solution as a unified difference from the student's file; whole, where
/// there is nothing to compare.
pub fn solution(compared: &Compared, paint: Paint) -> String {
    let Compared { own: (own_path, own), solution: (path, solution) } = compared;
    if own == solution {
        let note = format!("\n{own_path} is the solution, letter by letter:\n\n");
        return note + &whole(solution);
    }
    if is_unfinished(own) {
        let note = format!("\n{own_path} has a `todo!` still. This is {path}:\n\n");
        return note + &whole(solution);
    }
    difference([compared.own, compared.solution], paint)
}

/// Two files, each with its path, as a unified difference.
pub fn difference([(old_path, old), (new_path, new)]: [(&str, &str); 2], paint: Paint) -> String {
    let mut text = format!(
        "\n{}\n{}\n",
        paint.bad(&format!("--- {old_path}")),
        paint.good(&format!("+++ {new_path}"))
    );
    let diff = TextDiff::from_lines(old, new);
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        let _ = writeln!(text, "{}", paint.dim(&hunk.header().to_string()));
        for change in hunk.iter_changes() {
            let words = visible(change.value().trim_end_matches(['\n', '\r']));
            let line = match change.tag() {
                ChangeTag::Equal => format!(" {words}"),
                ChangeTag::Delete => paint.bad(&format!("-{words}")),
                ChangeTag::Insert => paint.good(&format!("+{words}")),
            };
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

fn whole(source: &str) -> String {
    source.lines().map(|line| visible(line) + "\n").collect()
}

/// What one call of a candidate may use.
pub fn limits(exercise: &Exercise) -> String {
    let Limits { time_wall_s, memory_peak_mib } = exercise.manifest.limits;
    format!("Limits: {time_wall_s} s for a call, {memory_peak_mib} MiB of memory.")
}

#[cfg(test)]
#[path = "learn_tests.rs"]
mod tests;
