//! One result in the forms that platforms read. All of them say the same: the sentences,
//! names and points come from [`Item`], which makes what a student wrote harmless once.
//!
//! Two rules hold in each form. A result that is not graded has no number anywhere, because
//! a zero would say that it was. And where several results come together, there is a sum
//! only if all of them have points.

mod autolab;
mod check50;
mod classroom;
mod csv;
mod exercism;
mod github;
mod gradescope;
mod item;
mod junit;
pub mod laws;
mod prairielearn;
mod sarif;

use crate::fault::Fault;
use crate::score::{Points, Score};
use clap::ValueEnum;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

pub use autolab::problems as autolab_problems;
pub use item::{Item, Row};

/// A form that a platform reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// `JUnit` XML, which most CI systems show
    Junit,
    /// Markdown for the summary of a step of GitHub Actions
    Github,
    /// Workflow commands that make annotations in GitHub Actions
    Annotations,
    /// `result.json` of Classroom 50
    Classroom50,
    /// The older form of GitHub Classroom's graders
    Classroom,
    /// `results.json` of Gradescope
    Gradescope,
    /// What Autolab reads from the last line of standard output
    Autolab,
    /// `results.json` of `PrairieLearn`'s external graders
    Prairielearn,
    /// `results.json` of an Exercism test runner, version 3
    Exercism,
    /// The JSON of check50
    Check50,
    /// A table, a line for each result
    Csv,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// What a form may hold beside the results: times, and what the platform says.
#[derive(Clone, Debug, Default)]
pub struct FormContext {
    /// When the form is made.
    pub now: Timestamp,
    /// When the file was handed in, where that is known.
    pub handed_in: Option<Timestamp>,
    /// What the platform has said, by the names of its variables.
    pub variables: BTreeMap<&'static str, String>,
    /// When students see a result on Gradescope.
    pub visibility: Visibility,
}

/// The variables that a form may hold.
pub const VARIABLES: &[&str] = classroom::VARIABLES;

/// When students see a result on Gradescope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Visibility {
    /// At once
    #[default]
    Visible,
    /// After the deadline
    AfterDueDate,
    /// Once grades are published
    AfterPublished,
    /// Never
    Hidden,
}

impl Format {
    /// Every form.
    pub const ALL: [Self; 12] = [
        Self::Junit,
        Self::Github,
        Self::Annotations,
        Self::Classroom50,
        Self::Classroom,
        Self::Gradescope,
        Self::Autolab,
        Self::Prairielearn,
        Self::Exercism,
        Self::Check50,
        Self::Csv,
        Self::Sarif,
    ];

    /// Its name on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// The results in this form, with a newline at the end. Forms that are one submission's
    /// have each exercise once; the others have all results.
    pub fn render(self, items: &[Item], context: &FormContext) -> Result<String, Fault> {
        let best = &best_of_each(items);
        match self {
            Self::Junit => junit::render(items),
            Self::Github => Ok(github::summary(items)),
            Self::Annotations => Ok(github::annotations(items)),
            Self::Csv => csv::table(items),
            Self::Sarif => json(&sarif::value(items)),
            Self::Classroom50 => json(&classroom::fifty(best, context)),
            Self::Classroom => json(&classroom::older(best)),
            Self::Gradescope => json(&gradescope::value(best, context)),
            Self::Autolab => Ok(autolab::lines(best)),
            Self::Prairielearn => json(&prairielearn::value(best)),
            Self::Exercism => json(&exercism::value(best)),
            Self::Check50 => json(&check50::value(best)),
        }
    }
}

/// Of several results for an exercise the one with the most points, and of equal ones the
/// first. One without points stands back.
fn best_of_each(items: &[Item]) -> Vec<Item> {
    let rank = |item: &Item| item.score.as_ref().and_then(Score::known);
    let mut best: Vec<Item> = Vec::new();
    for item in items {
        match best.iter_mut().find(|other| other.exercise == item.exercise) {
            None => best.push(item.clone()),
            Some(other) if rank(item) > rank(other) => *other = item.clone(),
            Some(_) => {}
        }
    }
    best
}

fn json(value: &Value) -> Result<String, Fault> {
    let text = serde_json::to_string_pretty(value).map_err(bug)?;
    Ok(text + "\n")
}

/// What cannot happen; a function, so that it can stand in `map_err`.
#[expect(clippy::needless_pass_by_value, reason = "`map_err` passes it by value")]
fn bug(error: impl ToString) -> Fault {
    Fault::new(error.to_string(), "this is a bug in the grader")
}

/// The points of all items and their maximum; nothing where one of them has none.
fn sum(items: &[Item]) -> Option<(Points, Points)> {
    let score = |item: &Item| {
        let score = item.score.as_ref()?;
        Some((score.known()?, score.of))
    };
    let scores: Option<Vec<_>> = items.iter().map(score).collect();
    let scores = scores.filter(|scores| !scores.is_empty())?;
    Some((scores.iter().map(|s| s.0).sum(), scores.iter().map(|s| s.1).sum()))
}

/// Every row of every item, with its exercise's name where there are several.
fn rows(items: &[Item]) -> impl Iterator<Item = (String, &Row)> {
    let several = items.len() > 1;
    items.iter().flat_map(move |item| {
        item.rows.iter().map(move |row| {
            let name =
                if several { format!("{}: {}", item.title, row.name) } else { row.name.clone() };
            (name, row)
        })
    })
}

/// The sentences of all items.
fn sentences(items: &[Item]) -> String {
    let one = |item: &Item| format!("{}: {}", item.title, item.sentence());
    items.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// The screens of all items, one below the other.
fn screens(items: &[Item]) -> String {
    items.iter().map(|item| item.screen.as_str()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
