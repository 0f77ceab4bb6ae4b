//! `grade report`, and `--format html`: a result as a page. What a page shows is
//! kept by each whole grading of the student's file and by each look at it.

use super::{ACCEPTED, Desk, GradeArgs, json, print, write_whole};
use crate::candidate::Origin;
use crate::course::progress::Progress;
use crate::course::{Course, Exercise};
use crate::fault::Fault;
use crate::grade::{Figures, Graded, Look, SCHEMA};
use crate::process::browser;
use crate::report::html::{self, Surroundings};
use crate::report::{self, Context};
use clap::{Args, ValueEnum};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The exercise: its name or its number
    exercise: String,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// Write the page here; by itself, into target/grade/reports
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

impl Desk {
    /// A page of the last grading.
    pub(super) fn report(&self, args: &ReportArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let exercise = course.exercise(&args.exercise)?;
        let slug = &exercise.name.slug;
        let kept = course.reports()?.join(format!("{slug}.json"));
        let graded = self.kept(&kept, slug)?;
        let graded_at = kept.metadata().and_then(|kept| kept.modified()).ok();
        if is_newer(&exercise, graded_at) {
            report::tell(&format!(
                "note: your file has changed since; `{} {slug}` grades it again\n",
                self.command
            ));
        }
        let progress = Progress::read(&course.root)?;
        let context = self.context(&course, &exercise, &progress)?;
        let file = self.page_file(&course, &graded, args.out.as_deref())?;
        write_page(&course, &graded, &context, graded_at.and_then(day), &file)?;
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
        let file = self.page_file(course, graded, out)?;
        write_page(course, graded, context, Some(ZonedDateTime::now().date()), &file)?;
        Ok(self.said(course, &file))
    }

    /// Where the page goes. Nobody's page overwrites that of the student's file.
    fn page_file(
        &self,
        course: &Course,
        graded: &Graded,
        out: Option<&Path>,
    ) -> Result<PathBuf, Fault> {
        if let Some(out) = out {
            return Ok(self.here.join(out));
        }
        let whose = match graded.candidate.origin {
            Origin::Student => "",
            Origin::Solution => "_solution",
            Origin::Mutant => "_mutant",
            Origin::File => "_file",
            Origin::Baseline => "_baseline",
        };
        Ok(course.reports()?.join(format!("{}{whose}.html", graded.exercise)))
    }

    fn said(&self, course: &Course, file: &Path) -> String {
        let below = |root| file.strip_prefix(root).ok();
        let shown = below(&self.here).or_else(|| below(&course.root)).unwrap_or(file);
        format!("\nThe page: {}\n", report::visible(&shown.display().to_string()))
    }

    /// The result that was kept.
    fn kept(&self, file: &Path, slug: &str) -> Result<Graded, Fault> {
        let again = format!("`{} {slug}` grades your file; then ask again", self.command);
        let text = fs::read_to_string(file).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                Fault::new(format!("there is no result of `{slug}` yet"), &again)
            }
            _ => Fault::file("read", file, &error),
        })?;
        let result = serde_json::from_str::<Graded>(&text).ok();
        result.filter(|graded| graded.schema == SCHEMA).ok_or_else(|| {
            let what = format!("the kept result of `{slug}` is of another version of the grader");
            Fault::new(what, again)
        })
    }
}

fn write_page(
    course: &Course,
    graded: &Graded,
    context: &Context,
    date: Option<Date>,
    file: &Path,
) -> Result<(), Fault> {
    let looks = looks(course, &graded.exercise)?;
    let progress = Progress::read(&course.root)?;
    let around = Surroundings { context, date, progress: &progress, looks: &looks };
    write_whole(file, &html::page(graded, &around)?)
}

/// Keeps the result of a whole grading of the student's file.
pub(super) fn keep(course: &Course, graded: &Graded) -> Result<(), Fault> {
    let file = course.reports()?.join(format!("{}.json", graded.exercise));
    write_whole(&file, &json(graded)?)
}

/// Keeps what was seen in a look at the student's file.
pub(super) fn keep_look(course: &Course, slug: &str, look: &Look) -> Result<(), Fault> {
    let text = serde_json::to_string(look)
        .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
    write_whole(&look_file(course, slug, look.figures.name())?, &text)
}

/// The looks that were kept. One that cannot be read is as if it were not there: it
/// is made anew by the same command.
fn looks(course: &Course, slug: &str) -> Result<Vec<Look>, Fault> {
    let mut looks = Vec::new();
    for name in Figures::NAMES {
        let text = fs::read_to_string(look_file(course, slug, name)?).unwrap_or_default();
        looks.extend(serde_json::from_str::<Look>(&text).ok().filter(|l| l.schema == SCHEMA));
    }
    Ok(looks)
}

fn look_file(course: &Course, slug: &str, name: &str) -> Result<PathBuf, Fault> {
    // A slug has no dot, so no exercise's result has this name.
    Ok(course.reports()?.join(format!("{slug}.{name}.json")))
}

/// Whether the student has saved the file after that moment. It is a note and no
/// verdict, so the file's date will do.
fn is_newer(exercise: &Exercise, graded_at: Option<SystemTime>) -> bool {
    let file = exercise.folder().join("student.rs");
    let saved = file.metadata().and_then(|file| file.modified()).ok();
    saved.zip(graded_at).is_some_and(|(saved, graded_at)| saved > graded_at)
}

/// The day of a moment, where the student is.
fn day(moment: SystemTime) -> Option<Date> {
    ZonedDateTime::try_from(moment).ok().map(|moment| moment.date())
}
