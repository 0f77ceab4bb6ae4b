//! `grade score`: the points of results that were written before, and how they come about.

use super::{ACCEPTED, CommandContext, json_text, print, print_data};
use crate::course::plan::{self, Plan};
use crate::course::{Course, Exercise};
use crate::fault::Fault;
use crate::grade::stored::{NoResult, Stored};
use crate::report::scored::{self, Sheet};
use crate::score::{self, Score, Terms};
use clap::Args;
use jiff::Timestamp;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct ScoreArgs {
    /// Results that `--json` has written, all of one student
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// When the results' files were handed in, like 2027-01-31T23:59:00+01:00 (by default in time)
    #[arg(long, value_name = "TIME")]
    handed_in: Option<String>,
    /// Write the scores as JSON to standard output
    #[arg(long)]
    json: bool,
}

impl CommandContext {
    pub(super) fn score(&self, args: &ScoreArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let plan = course.plan()?;
        let handed_in = args.handed_in.as_deref().map(plan::moment).transpose()?;
        let mut sheets: Vec<Sheet> = Vec::new();
        for file in &args.files {
            let (exercise, score) = scored(&course, &plan, handed_in, file)?;
            let slug = &exercise.name.slug;
            let at = sheets.iter().position(|sheet| sheet.slug() == slug).unwrap_or_else(|| {
                sheets.push(Sheet::new(&exercise));
                sheets.len() - 1
            });
            sheets[at].add(file, score);
        }
        if args.json {
            print_data(&json_text(&scored::values(&sheets))?);
        } else {
            print(&scored::screen(&sheets, self.paint));
        }
        Ok(ACCEPTED)
    }
}

/// The score of one file.
fn scored(
    course: &Course,
    plan: &Plan,
    handed_in: Option<Timestamp>,
    file: &Path,
) -> Result<(Exercise, Score), Fault> {
    let stored = Stored::read_and_judge(file)?;
    let exercise = exercise_of(course, &stored, file)?;
    let terms = Terms { manifest: &exercise.manifest, plan, handed_in };
    let score = match &stored {
        Stored::Graded(graded) => score::score(graded, &terms),
        Stored::NoResult(NoResult { fault, .. }) => {
            score::without_result(&exercise.name.slug, fault, &terms)
        }
    };
    Ok((exercise, score))
}

/// The exercise that a result belongs to, in this course.
pub(super) fn exercise_of(
    course: &Course,
    stored: &Stored,
    file: &Path,
) -> Result<Exercise, Fault> {
    let slug = match stored {
        Stored::Graded(graded) => &graded.exercise,
        Stored::NoResult(no_result) => no_result.exercise.as_ref().ok_or_else(|| {
            let what = format!(
                "{} holds no result, and does not say of which exercise: {}",
                file.display(),
                no_result.fault.what
            );
            Fault::new(what, &no_result.fault.hint)
        })?,
    };
    course.exercise(slug).map_err(|fault| {
        let what = format!("{}: {}", file.display(), fault.what);
        Fault::new(what, "name the course that it was graded in with `--course DIR`")
    })
}
