//! Scores and how they came about, for `grade score`.

use super::{COLUMNS, Paint, visible, wrap};
use crate::course::Exercise;
use crate::path::printable;
use crate::score::{self, PartStatus, Points, Score, Total};
use serde::Serialize;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// One student's results for one exercise.
#[derive(Clone, Debug)]
pub struct Sheet {
    slug: String,
    title: String,
    scores: Vec<(PathBuf, Score)>,
}

/// A sheet for programs.
#[derive(Clone, Debug, Serialize)]
pub struct SheetValue {
    exercise: String,
    best: Option<Score>,
    results: Vec<ResultValue>,
}

#[derive(Clone, Debug, Serialize)]
struct ResultValue {
    #[serde(serialize_with = "crate::path::serialize_printable")]
    file: PathBuf,
    score: Score,
}

/// All of it for programs.
#[derive(Clone, Debug, Serialize)]
pub struct Values {
    exercises: Vec<SheetValue>,
    total: Option<Total>,
}

/// Where the reason of a part begins.
const INDENT: usize = 10;

impl Sheet {
    /// An empty one.
    pub fn new(exercise: &Exercise) -> Self {
        Self {
            slug: exercise.name.slug.clone(),
            title: exercise.manifest.title.clone(),
            scores: Vec::new(),
        }
    }

    /// The exercise.
    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// One more result.
    pub fn add(&mut self, file: &Path, score: Score) {
        self.scores.push((file.to_owned(), score));
    }

    /// The score that counts.
    pub fn best(&self) -> Option<Score> {
        let scores: Vec<Score> = self.scores.iter().map(|(_, score)| score.clone()).collect();
        score::best(&scores)
    }
}

/// What all exercises come to.
fn total(sheets: &[Sheet]) -> Option<Total> {
    let best: Vec<Score> = sheets.iter().filter_map(Sheet::best).collect();
    score::total(&best)
}

/// The sheets for programs.
pub fn values(sheets: &[Sheet]) -> Values {
    let result =
        |(file, score): &(PathBuf, Score)| ResultValue { file: file.clone(), score: score.clone() };
    let exercises = sheets.iter().map(|sheet| SheetValue {
        exercise: sheet.slug.clone(),
        best: sheet.best(),
        results: sheet.scores.iter().map(result).collect(),
    });
    Values { exercises: exercises.collect(), total: total(sheets) }
}

/// The sheets for a person.
pub fn screen(sheets: &[Sheet], paint: Paint) -> String {
    let mut text = String::new();
    for sheet in sheets {
        for (file, score) in &sheet.scores {
            let file = paint.dim(&visible(&printable(file)));
            let _ = writeln!(text, "\n{}  {file}", paint.strong(&sheet.title));
            text += &one(score, paint);
        }
        if let Some(best) = sheet.best().filter(|_| sheet.scores.len() > 1) {
            let of = format!("\nBest of {}: {}", sheet.scores.len(), in_words(&best));
            let _ = writeln!(text, "{}", paint.strong(&of));
        }
    }
    if let Some(total) = total(sheets).filter(|_| sheets.len() > 1) {
        let percent = |share: f64| format!("{:.1} %", 100.0 * share);
        let open = match total.open {
            open if open > 0.0 => format!(", and up to {} more are open", percent(open)),
            _ => String::new(),
        };
        let line = format!("\nTogether, by weight: {}{open}", percent(total.share));
        let _ = writeln!(text, "{}", paint.strong(&line));
    }
    text
}

/// `8 of 10 points, 2 of them open`.
pub fn in_words(score: &Score) -> String {
    let Score { points, open, of, .. } = score;
    match (score.known(), *open) {
        (None, _) => format!("not graded; {of} points are open"),
        (Some(_), Points::ZERO) => format!("{points} of {of} points"),
        (Some(_), _) => format!("{points} of {of} points, and {open} more are open"),
    }
}

/// One score, a part at a time.
fn one(score: &Score, paint: Paint) -> String {
    let mut text = format!("\n  {}\n\n", paint.strong(&in_words(score)));
    for part in &score.parts {
        let word = match part.standing {
            PartStatus::Met => paint.good("met   "),
            PartStatus::Missed if part.points > Points::ZERO => paint.unsure("partly"),
            PartStatus::Missed | PartStatus::NotReached => paint.bad("missed"),
            PartStatus::Open => paint.unsure("open  "),
        };
        let (name, points, of) = (visible(&part.name), part.points, part.of);
        let _ = writeln!(text, "  {word}  {name}: {points} of {of}");
        for line in wrap(&visible(&part.why), COLUMNS - INDENT) {
            let _ = writeln!(text, "{:INDENT$}{line}", "");
        }
    }
    if let Some(late) = score.late {
        let days = if late.days == 1 { "1 day".to_owned() } else { format!("{} days", late.days) };
        let cost = match late.lost {
            Points::ZERO => "which costs nothing".to_owned(),
            lost => format!("which cost {lost} points"),
        };
        let _ = writeln!(text, "  {}    {days} after the deadline, {cost}", paint.unsure("late"));
    }
    if !score.counts || score.weight == 0.0 {
        let _ = writeln!(text, "  It is for practice, and does not count.");
    }
    text
}
