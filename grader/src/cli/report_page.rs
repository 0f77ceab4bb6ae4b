//! `grade report`, and `--format html`: a result as a page. What a page shows is
//! kept by each whole grading of the student's file and by each look at it.

use super::{ACCEPTED, CommandContext, GradeArgs, json_text, print, write_whole};
use crate::bounded::{self, RESULT_BYTES_MAX};
use crate::browser;
use crate::candidate::Origin;
use crate::course::Course;
use crate::fault::Fault;
use crate::grade::{Figures, Graded, SCHEMA, StudyRecord};
use crate::progress::Progress;
use crate::report::html::{self, Surroundings};
use crate::report::{self, Context};
use clap::{Args, ValueEnum};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The exercise: its name or its number
    exercise: String,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// Write the page here (by default into target/grade/reports)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How a result is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// On the screen
    Text,
    /// On the screen, and as a page in a file
    Html,
}

impl GradeArgs {
    /// Whether the result becomes a page, too.
    pub(super) fn wants_page(&self) -> bool {
        self.format == Format::Html || self.out.is_some()
    }
}

impl CommandContext {
    /// A page of the last grading.
    pub(super) fn report(&self, args: &ReportArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let exercise = course.exercise(&args.exercise)?;
        let slug = &exercise.name.slug;
        let kept = course.reports()?.join(format!("{slug}.json"));
        let Kept { graded, source } = self.kept(&kept, slug)?;
        let graded_at = kept.metadata().and_then(|kept| kept.modified()).ok();
        let has_changed = source != exercise.student().ok().map(|own| hash(&own.source));
        let changed =
            format!("your file has changed since; `{} {slug}` grades it again", self.command);
        if has_changed {
            report::tell(&format!("note: {changed}\n"));
        }
        let progress = Progress::read(&course.root)?;
        let context = self.context(&course, &exercise, &progress)?;
        let file = self.page_path(&course, &graded, args.out.as_deref())?;
        let about =
            About { date: graded_at.and_then(day), note: has_changed.then_some(changed.as_str()) };
        write_whole(&file, &page_of(&course, &graded, &context, &about)?)?;
        print(&self.said(&course, &file));
        if args.open
            && let Err(fault) = browser::open(&file)
        {
            // The page is there all the same.
            report::tell(&format!("{}\n", report::defused(&format!("note: {fault}"))));
        }
        Ok(ACCEPTED)
    }

    /// Writes the page of a grading that was just made, and says where it is.
    pub(super) fn page(
        &self,
        course: &Course,
        graded: &Graded,
        context: &Context,
        out: Option<&Path>,
    ) -> Result<String, Fault> {
        let file = self.page_path(course, graded, out)?;
        let about = About { date: Some(ZonedDateTime::now().date()), note: None };
        write_whole(&file, &page_of(course, graded, context, &about)?)?;
        Ok(self.said(course, &file))
    }

    fn page_path(
        &self,
        course: &Course,
        graded: &Graded,
        out: Option<&Path>,
    ) -> Result<PathBuf, Fault> {
        match out {
            Some(out) => Ok(self.here.join(out)),
            None => page_file(course, &graded.exercise, graded.candidate.origin),
        }
    }

    fn said(&self, course: &Course, file: &Path) -> String {
        let below = |root| file.strip_prefix(root).ok();
        let shown = below(&self.here).or_else(|| below(&course.root)).unwrap_or(file);
        format!("\nThe page: {}\n", report::visible(&shown.display().to_string()))
    }

    /// The result that was kept.
    fn kept(&self, file: &Path, slug: &str) -> Result<Kept, Fault> {
        let again = format!("`{} {slug}` grades your file; then ask again", self.command);
        let text = bounded::read_to_string(file, RESULT_BYTES_MAX).map_err(|error| match error
            .kind()
        {
            std::io::ErrorKind::NotFound => {
                Fault::new(format!("there is no result of `{slug}` yet"), &again)
            }
            _ => Fault::file("read", file, &error),
        })?;
        let result = serde_json::from_str::<Kept>(&text).ok();
        result.filter(|kept| kept.graded.schema == SCHEMA).ok_or_else(|| {
            let what = format!("the kept result of `{slug}` is of another version of the grader");
            Fault::new(what, again)
        })
    }
}

/// Where a page goes if no file was named for it. No other page overwrites that
/// of the student's file.
pub(super) fn page_file(course: &Course, slug: &str, origin: Origin) -> Result<PathBuf, Fault> {
    let whose = match origin {
        Origin::Student => "",
        Origin::Solution => "_solution",
        Origin::Mutant => "_mutant",
        Origin::Alternative => "_accepted",
        Origin::File => "_file",
        Origin::Baseline => "_baseline",
    };
    Ok(course.reports()?.join(format!("{slug}{whose}.html")))
}

/// A result that is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    graded: Graded,
    /// The hash of the file that was graded: its date may say anything.
    #[serde(default)]
    source: Option<String>,
}

fn hash(source: &str) -> String {
    blake3::hash(source.as_bytes()).to_hex().to_string()
}

/// What a page says about its result.
struct About<'a> {
    date: Option<Date>,
    note: Option<&'a str>,
}

fn page_of(
    course: &Course,
    graded: &Graded,
    context: &Context,
    about: &About,
) -> Result<String, Fault> {
    let looks = looks(course, &graded.exercise)?;
    let progress = Progress::read(&course.root)?;
    let About { date, note } = *about;
    let around = Surroundings { context, date, note, progress: &progress, looks: &looks };
    html::page(graded, &around)
}

/// Keeps the result of a whole grading of the student's file.
pub(super) fn keep(course: &Course, graded: &Graded, source: &str) -> Result<(), Fault> {
    let file = course.reports()?.join(format!("{}.json", graded.exercise));
    let kept = Kept { graded: graded.clone(), source: Some(hash(source)) };
    write_whole(&file, &json_text(&kept)?)
}

/// Keeps what was seen in a look at the student's file.
pub(super) fn keep_look(course: &Course, slug: &str, look: &StudyRecord) -> Result<(), Fault> {
    let text = serde_json::to_string(look)
        .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
    write_whole(&look_file(course, slug, look.figures.name())?, &text)
}

/// The looks that were kept. One that cannot be read is as if it were not there: it
/// is made anew by the same command.
fn looks(course: &Course, slug: &str) -> Result<Vec<StudyRecord>, Fault> {
    let mut looks = Vec::new();
    for name in Figures::NAMES {
        let file = look_file(course, slug, name)?;
        let text = bounded::read_to_string(&file, RESULT_BYTES_MAX).unwrap_or_default();
        looks
            .extend(serde_json::from_str::<StudyRecord>(&text).ok().filter(|l| l.schema == SCHEMA));
    }
    Ok(looks)
}

fn look_file(course: &Course, slug: &str, name: &str) -> Result<PathBuf, Fault> {
    // A slug has no dot, so no exercise's result has this name.
    Ok(course.reports()?.join(format!("{slug}.{name}.json")))
}

/// The day of a moment, where the student is.
fn day(moment: SystemTime) -> Option<Date> {
    ZonedDateTime::try_from(moment).ok().map(|moment| moment.date())
}
