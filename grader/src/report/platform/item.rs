//! What every form says of one result: the only place for its sentences.

use crate::bounded::{self, visible};
use crate::course::Exercise;
use crate::fault::Fault;
use crate::grade::Graded;
use crate::path::printable;
use crate::report::terminal::{failure, headline};
use crate::report::{Context, defused, graded as screen};
use crate::score::{Part, PartStatus, Points, Score};
use crate::verdict::{Outcome, Speedup, Verdict};
use crate::words;
use console::strip_ansi_codes;

/// One result, or why there is none. All its texts are harmless: no control characters but
/// newlines and tabs, and no line that a build log obeys.
#[derive(Clone, Debug)]
pub struct Item {
    /// The exercise's slug, or what was typed for it.
    pub exercise: String,
    /// What a person calls it.
    pub title: String,
    /// The file that was graded.
    pub file: Option<String>,
    /// The verdict's name; nothing where there is none.
    pub verdict: Option<&'static str>,
    /// The verdict as a person reads it.
    pub headline: String,
    /// The reason of the verdict.
    pub reason: String,
    /// All of it, as the terminal shows it.
    pub screen: String,
    /// How long the grading took.
    pub seconds: f64,
    /// Its points; nothing where the exercise is not known.
    pub score: Option<Score>,
    /// The parts of the score.
    pub rows: Vec<Row>,
    /// The speedups that were found, by case.
    pub speedups: Vec<(String, Speedup)>,
    /// What the compiler refused, and where.
    pub errors: Vec<CompileError>,
}

/// One part of a result.
#[derive(Clone, Debug)]
pub struct Row {
    /// What a person calls it.
    pub name: String,
    /// The part of the score.
    pub part: Part,
    /// Why, in a sentence.
    pub why: String,
}

/// One error of the compiler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// What the compiler says.
    pub message: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
}

/// Most bytes of a screen in a form: platforms have limits of their own.
const SCREEN_BYTES_MAX: usize = 32 * 1024;

impl Item {
    /// A result.
    pub fn of(graded: &Graded, score: Score, context: &Context) -> Self {
        let speedups = graded.timed().into_iter();
        let speedups = speedups.filter_map(|timed| Some((harmless(&timed.case), timed.speedup?)));
        let refused = failure(graded).map(|test| &test.outcome);
        let errors = match refused {
            Some(Outcome::DoesNotCompile { diagnostics }) => compile_errors(diagnostics),
            _ => Vec::new(),
        };
        Self {
            exercise: graded.exercise.clone(),
            title: harmless(&context.title),
            file: Some(harmless(&printable(&graded.candidate.path))),
            verdict: Some(graded.verdict.name()),
            headline: headline(graded, context).to_owned(),
            reason: harmless(&words::reason(&graded.reason)),
            screen: bounded::lines(harmless(&screen(graded, context)), SCREEN_BYTES_MAX),
            seconds: graded.seconds,
            rows: rows(&score),
            score: Some(score),
            speedups: speedups.collect(),
            errors,
        }
    }

    /// Why there is no result.
    pub fn without_result(
        exercise: Option<&str>,
        fault: &Fault,
        known: Option<(&Exercise, Score)>,
    ) -> Self {
        let (title, score) = match known {
            Some((exercise, score)) => (Some(exercise.manifest.title.as_str()), Some(score)),
            None => (None, None),
        };
        let exercise = exercise.unwrap_or("grading");
        Self {
            exercise: harmless(exercise),
            title: harmless(title.unwrap_or(exercise)),
            file: None,
            verdict: None,
            headline: "NOT GRADED".to_owned(),
            reason: harmless(&fault.what),
            screen: bounded::lines(harmless(&fault.to_string()), SCREEN_BYTES_MAX),
            seconds: 0.0,
            rows: score.as_ref().map_or_else(Vec::new, rows),
            score,
            speedups: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// Whether there is a result at all.
    pub fn is_fault(&self) -> bool {
        self.verdict.is_none()
    }

    /// The speedups that may be compared with those of others: what a person should look at
    /// first is not among them.
    pub fn ranked(&self) -> &[(String, Speedup)] {
        let decided = [Verdict::Accepted, Verdict::LowSpeedup].map(|verdict| Some(verdict.name()));
        if decided.contains(&self.verdict) { &self.speedups } else { &[] }
    }

    /// The verdict and why, and whether more comes.
    pub fn sentence(&self) -> String {
        let Self { headline, reason, .. } = self;
        match &self.score {
            _ if self.is_fault() => format!(
                "{headline}. That is not the file's fault, and no points are lost: {reason}"
            ),
            Some(score) => {
                format!("{headline}: {}. {reason}", super::super::scored::in_words(score))
            }
            None => format!("{headline}. {reason}"),
        }
    }
}

impl Row {
    /// Whether it went as it should; nothing where that cannot be told, or was not looked at.
    pub fn passed(&self) -> Option<bool> {
        match self.part.standing {
            PartStatus::Met => Some(true),
            PartStatus::Missed => Some(false),
            PartStatus::NotReached | PartStatus::Open => None,
        }
    }

    /// Whether it is not known yet.
    pub fn is_open(&self) -> bool {
        self.part.standing == PartStatus::Open
    }

    /// Its points, where they are decided.
    pub fn known(&self) -> Option<Points> {
        (!self.is_open()).then_some(self.part.points)
    }
}

fn rows(score: &Score) -> Vec<Row> {
    let row = |part: &Part| Row {
        name: harmless(&part.name).replace(['\n', '\t'], " "),
        why: harmless(&part.why),
        part: part.clone(),
    };
    score.parts.iter().map(row).collect()
}

/// A text of a student, or of a compiler about one, that may stand anywhere.
pub fn harmless(text: &str) -> String {
    defused(&visible(&strip_ansi_codes(text)))
}

/// The errors in what rustc says: a line `error: …`, and the place in the line after it.
fn compile_errors(diagnostics: &str) -> Vec<CompileError> {
    let plain = harmless(diagnostics);
    let mut message: Option<&str> = None;
    let mut errors = Vec::new();
    for line in plain.lines() {
        if line.starts_with("error") {
            message = line.split_once(": ").map(|(_, message)| message);
        } else if let Some(place) = line.trim_start().strip_prefix("--> ")
            && let Some(text) = message.take()
            && let Some((line, column)) = line_and_column(place)
        {
            errors.push(CompileError { message: text.to_owned(), line, column });
        }
    }
    errors
}

/// Of `path:12:5`.
fn line_and_column(place: &str) -> Option<(u32, u32)> {
    let mut from_end = place.trim_end().rsplit(':');
    let column = from_end.next()?.parse().ok()?;
    let line = from_end.next()?.parse().ok()?;
    Some((line, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_found_with_their_places() {
        let said = "\u{1b}[1merror[E0308]\u{1b}[0m: mismatched types\n  --> a b:c.rs:3:14\n   |\n\
                    warning: unused\n  --> a.rs:9:9\nerror: aborting due to 1 error\n";
        let error = CompileError { message: "mismatched types".to_owned(), line: 3, column: 14 };
        assert_eq!(compile_errors(said), [error]);
    }
}
