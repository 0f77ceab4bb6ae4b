//! What a student types between two gradings: where am I, what comes next, a
//! hint, the page. Nothing here changes progress or files of the course.

use super::{ACCEPTED, CommandContext, GradeArgs, print, write_whole};
use crate::browser;
use crate::course::{self, Course, Exercise};
use crate::fault::Fault;
use crate::progress::Progress;
use crate::report::learn::{self, ExerciseStatus, TextStyle};
use crate::report::page::{Answers, PageLayout, page};
use crate::report::{self, book};
use clap::Args;
use console::Term;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct HintArgs {
    /// The exercise: its name or its number (by default the first that is not done)
    exercise: Option<String>,
    /// The hint: from 1, a nudge, to 3, almost the answer (by default the one for your last
    /// result, or 1)
    #[arg(long, value_name = "N")]
    level: Option<usize>,
}

#[derive(Debug, Args)]
pub struct LessonArgs {
    /// The exercise: its name or its number (by default the first that is not done)
    exercise: Option<String>,
    /// Show the page in the browser
    #[arg(long)]
    open: bool,
    /// Show the answers to the page's questions, too
    #[arg(long, conflicts_with = "open")]
    answers: bool,
}

/// Where the pages lie, from the course's folder.
const PAGES: &str = "lessons/src";
/// Where mdbook builds the book.
const BOOK: &str = "lessons/book";
/// Where pages are put that were rendered here, and their sources seen from there.
const RENDERED: &str = "target/grade/book";
const SOURCES: &str = "../../../lessons/src";
/// Longer lines are hard to read, on however wide a terminal.
const COLUMNS_MAX: usize = 100;

impl CommandContext {
    /// Where the student is, and one step.
    pub(super) fn welcome(&self, args: &GradeArgs) -> Result<u8, Fault> {
        if args.asks_for_something() {
            let hint = format!("name it or its number, as in `{} 3 --quick`", self.command);
            return Err(Fault::new("which exercise?", hint));
        }
        let title = self.paint.strong("Welcome to parallel computing, measured.");
        let text = "You fill in one file per exercise. I compile it, check its answers on inputs\n\
                    that it has never seen, and measure its speedup on this machine.";
        print(&format!("\n{title}\n\n{text}\n\n{}", self.overview()?));
        Ok(ACCEPTED)
    }

    pub(super) fn list(&self) -> Result<u8, Fault> {
        print(&format!("\n{}", self.overview()?));
        Ok(ACCEPTED)
    }

    /// The list and the next step.
    fn overview(&self) -> Result<String, Fault> {
        self.standings(|standings, manner| {
            let list = learn::list(standings, manner);
            list + "\n" + &learn::step(open(standings), manner)
        })
    }

    pub(super) fn next(&self) -> Result<u8, Fault> {
        let text = self.standings(|standings, manner| learn::next(open(standings), manner))?;
        print(&format!("\n{text}"));
        Ok(ACCEPTED)
    }

    fn standings(
        &self,
        told: impl FnOnce(&[ExerciseStatus], TextStyle) -> String,
    ) -> Result<String, Fault> {
        let course = self.course()?;
        let progress = Progress::read(&course.root)?;
        let names = course.names()?;
        let exercises: Vec<Exercise> =
            names.iter().map(|name| course.read(name)).collect::<Result<_, _>>()?;
        let best = |exercise: &Exercise| progress.best(&exercise.name.slug);
        let standings: Vec<ExerciseStatus> = exercises
            .iter()
            .map(|exercise| ExerciseStatus { exercise, best: best(exercise) })
            .collect();
        Ok(told(&standings, self.manner()))
    }

    /// The exercise of that name, or the one that comes next where none is named.
    pub(super) fn meant(&self, course: &Course, word: Option<&str>) -> Result<Exercise, Fault> {
        if let Some(word) = word {
            return course.exercise(word);
        }
        let progress = Progress::read(&course.root)?;
        let names = course.names()?;
        let name = names.iter().find(|name| !progress.is_done(&name.slug));
        let name = name.ok_or_else(|| {
            let hint = format!("name one; `{} list` shows all", self.command);
            Fault::new("which exercise? all are done", hint)
        })?;
        report::tell(&format!("{}, the first that is not done:\n", name.slug));
        course.read(name)
    }

    pub(super) fn manner(&self) -> TextStyle<'_> {
        TextStyle { command: self.command, paint: self.paint }
    }

    pub(super) fn hint(&self, args: &HintArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let exercise = self.meant(&course, args.exercise.as_deref())?;
        if args.level.is_none() {
            let progress = Progress::read(&course.root)?;
            let attempt = progress.attempts(&exercise.name.slug).last();
            let after = |last: &_| learn::hint_after(&exercise, *last, self.manner());
            if let Some(text) = attempt.and_then(after) {
                print(&text);
                return Ok(ACCEPTED);
            }
        }
        let (level, last) = (args.level.unwrap_or(1), exercise.manifest.hints.len());
        if !(1..=last).contains(&level) {
            let slug = &exercise.name.slug;
            let what = format!("`{slug}` has no hint {level}: its hints are 1 to {last}");
            let hint = format!("`{} hint {slug} --level {last}` says the most", self.command);
            return Err(Fault::new(what, hint));
        }
        print(&learn::hint(&exercise, level, self.manner()));
        Ok(ACCEPTED)
    }

    pub(super) fn lesson(&self, args: &LessonArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let exercise = self.meant(&course, args.exercise.as_deref())?;
        if args.open {
            return open_page(&course, &exercise);
        }
        let markdown = read_page(&exercise.lesson())?;
        let command = format!("{} lesson {} --answers", self.command, exercise.name.slug);
        let answers =
            if args.answers { Answers::Shown } else { Answers::Folded { command: &command } };
        let columns = Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
        let width = columns.unwrap_or(report::COLUMNS).min(COLUMNS_MAX);
        let look = PageLayout { width, answers, folder: PAGES, paint: self.paint };
        let markdown = format!("{markdown}\n\n{}\n", learn::limits(&exercise));
        print(&(page(&markdown, &look).join("\n") + "\n"));
        Ok(ACCEPTED)
    }
}

/// Opens the page of the book, or where that is not built, or was before the
/// page was changed, one that is rendered now.
fn open_page(course: &Course, exercise: &Exercise) -> Result<u8, Fault> {
    let name = format!("{}.html", exercise.name.folder);
    let built = course.root.join(BOOK).join(&name);
    let changed = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    let is_fresh = changed(&built).is_some_and(|built| Some(built) >= changed(&exercise.lesson()));
    let file = if is_fresh { built } else { render_book(course)?.join(&name) };
    let shown = file.strip_prefix(&course.root).unwrap_or(&file);
    print(&format!("The page is {}\n", shown.display()));
    browser::open(&file)?;
    Ok(ACCEPTED)
}

/// The next exercise to do: the first that is not done.
fn open<'a>(standings: &'a [ExerciseStatus]) -> Option<&'a ExerciseStatus<'a>> {
    standings.iter().find(|standing| !standing.is_done())
}

fn read_page(path: &Path) -> Result<String, Fault> {
    fs::read_to_string(path).map_err(|error| {
        let fault = Fault::file("read", path, &error);
        let hint = "every exercise has a page in `lessons/src`; `git status` shows what is missing";
        if error.kind() == std::io::ErrorKind::NotFound {
            Fault::new(fault.what, hint)
        } else {
            fault
        }
    })
}

/// Renders all pages, so that links from one to another work.
fn render_book(course: &Course) -> Result<PathBuf, Fault> {
    let folder = course.root.join(RENDERED);
    fs::create_dir_all(&folder).map_err(|error| Fault::file("make", &folder, &error))?;
    for path in course::sorted_entries(&course.root.join(PAGES))? {
        let (Some(name), true) =
            (path.file_stem(), path.extension().is_some_and(|end| end == "md"))
        else {
            continue;
        };
        let markdown = read_page(&path)?;
        let title = markdown.lines().find_map(|line| line.strip_prefix("# "));
        let html = book::document(title.unwrap_or("Lesson"), &markdown, SOURCES);
        write_whole(&folder.join(name).with_extension("html"), &html)?;
    }
    Ok(folder)
}
