//! `grade collect`: what the runs of a class come to, as a gradebook, feedback and pages.

use super::{ACCEPTED, CommandContext, INCONCLUSIVE, print};
use crate::batch::journal::{Ended, Fold, Key};
use crate::batch::plan::Plan;
use crate::batch::run::Run;
use crate::collect::gradebook::{Layout, gradebook};
use crate::collect::times::{Times, check_roster};
use crate::collect::{Class, Evidence, Judging, Mark, collect, lines, mark, merged, wanted};
use crate::course::plan::Plan as CoursePlan;
use crate::course::{Course, Manifest, sorted_entries};
use crate::fault::Fault;
use crate::grade::again::{Wanted, check_goals};
use crate::path::printable;
use crate::report::feedback::feedback;
use crate::report::html::class::{file_name, site};
use crate::report::{self, visible};
use crate::whole;
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct CollectArgs {
    /// The folders that `grade batch` wrote; of shards all of them
    #[arg(required = true, value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// Where gradebook, feedback and pages go (by default into the first RUN)
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the gradebook in this form, too
    #[arg(long, value_name = "FORM", value_enum)]
    format: Vec<Layout>,
    /// When files were handed in, as CSV with the columns `student`, `exercise` and
    /// `handed_in`; a late student loses what `course.toml` says
    #[arg(long, value_name = "CSV")]
    times: Option<PathBuf>,
    /// Judge everybody by another goal: `EXERCISE/CASE=1.5x`, or `=75%`
    #[arg(long = "goal", value_name = "EXERCISE/CASE=GOAL")]
    goals: Vec<String>,
}

/// What is said when many change; the pages name all.
const CHANGES_SHOWN: usize = 20;

impl CommandContext {
    pub(super) fn collect(&self, args: &CollectArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let runs: Vec<Run> = args.runs.iter().map(|run| Run::new(&self.here.join(run))).collect();
        let mut rules = Rules::read(&course, &runs, &args.goals)?;
        let times = args.times.as_ref().map(|path| Times::read(&self.here.join(path)));
        check_roster(&rules.plan)?;
        let nobodys = times.transpose()?.unwrap_or_default().enter(&mut rules.plan);
        let fold = read_journals(&runs)?;
        let marks = rules.marks(&runs, &fold);
        let evidence = Evidence {
            plan: &rules.plan,
            fold: &fold,
            manifests: &rules.manifests,
            course: &rules.course,
            marks: &marks,
        };
        let title = rules.course.title.as_deref().unwrap_or("The class");
        let class = collect(title, &evidence);
        drop(marks);
        let out =
            args.out.as_ref().map_or_else(|| runs[0].root().to_owned(), |o| self.here.join(o));
        write(&class, &args.format, &out)?;
        print(&said(&class, &out));
        if !nobodys.is_empty() {
            let nobodys = nobodys.join(", ");
            report::tell(&format!("note: times of students who handed nothing in: {nobodys}\n"));
        }
        Ok(if class.open() == 0 { ACCEPTED } else { INCONCLUSIVE })
    }
}

/// What results are judged by.
struct Rules {
    plan: Plan,
    course: CoursePlan,
    manifests: BTreeMap<String, Manifest>,
    goals: BTreeMap<String, Vec<Wanted>>,
}

impl Rules {
    fn read(course: &Course, runs: &[Run], goals: &[String]) -> Result<Self, Fault> {
        let plans: Vec<Plan> = runs.iter().map(Run::plan).collect::<Result<_, _>>()?;
        let plan = merged(&plans)?;
        let mut manifests = BTreeMap::new();
        for planned in &plan.exercises {
            let exercise = course.exercise(&planned.slug)?;
            manifests.insert(planned.slug.clone(), exercise.manifest);
        }
        let mut by_exercise: BTreeMap<String, Vec<Wanted>> = BTreeMap::new();
        for text in goals {
            let (word, goal) = text.split_once('/').ok_or_else(|| {
                let what = format!("`--goal {text}` does not say of which exercise");
                Fault::new(what, "write `EXERCISE/CASE=1.5x`")
            })?;
            let slug = course.exercise(word)?.name.slug;
            if !manifests.contains_key(&slug) {
                let what = format!("`--goal {text}`: no run has the exercise `{slug}`");
                return Err(Fault::new(what, "name an exercise of the runs, or leave it out"));
            }
            by_exercise.entry(slug).or_default().push(Wanted::parse(goal)?);
        }
        for (slug, goals) in &by_exercise {
            check_goals(goals, &manifests[slug])?;
        }
        Ok(Self { plan, course: course.plan()?, manifests, goals: by_exercise })
    }

    /// The marks of all units that have a result. One result is held at a time.
    fn marks(&self, runs: &[Run], fold: &Fold) -> BTreeMap<Key, Result<Mark, Fault>> {
        let marked = |(key, ended): (&Key, &Ended)| (key.clone(), self.mark(runs, key, ended));
        wanted(&self.plan, fold).into_iter().map(marked).collect()
    }

    fn mark(&self, runs: &[Run], key: &str, ended: &Ended) -> Result<Mark, Fault> {
        let slug = &self.plan.units[key].exercise;
        let holder = runs.iter().find(|run| has_result(run, ended));
        let graded = holder.unwrap_or(&runs[0]).result(ended)?;
        let Some(manifest) = self.manifests.get(slug).filter(|_| graded.exercise == *slug) else {
            let what = format!("the result {} is of another exercise", ended.result);
            return Err(Fault::new(what, "remove it and run `grade batch` again"));
        };
        let goals = self.goals.get(slug).map_or(&[][..], Vec::as_slice);
        Ok(mark(&graded, &Judging { manifest, goals, plan: &self.course }))
    }
}

/// Whether the whole result lies in this run.
fn has_result(run: &Run, ended: &Ended) -> bool {
    let is_name = Path::new(&ended.result).file_name().is_some_and(|name| name == &*ended.result);
    is_name && run.root().join("results").join(&ended.result).is_file()
}

/// All journals of all runs as one. An end whose result is in none of them did not happen.
fn read_journals(runs: &[Run]) -> Result<Fold, Fault> {
    let mut fold = Fold::default();
    for run in runs {
        let folder = run.root().join("journal");
        let is_journal = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "jsonl");
        for path in sorted_entries(&folder)?.into_iter().filter(is_journal) {
            let text = fs::read(&path).map_err(|error| Fault::file("read", &path, &error))?;
            fold.read(&path.file_stem().unwrap_or_default().to_string_lossy(), &text);
        }
    }
    fold.forget(|ended| !runs.iter().any(|run| has_result(run, ended)));
    Ok(fold)
}

/// The folders that are written whole, and the file by which they are known as ours.
const FEEDBACK: &str = "feedback";
const SITE: &str = "site";
const OURS: &str = ".grade-collect";

/// Writes everything, each file and each folder whole.
fn write(class: &Class, layouts: &[Layout], out: &Path) -> Result<(), Fault> {
    fs::create_dir_all(out).map_err(|error| Fault::file("make", out, &error))?;
    for name in [FEEDBACK, SITE] {
        check_ours(&out.join(name))?;
    }
    let told = |id: &String| (format!("{}.txt", file_name(id)), feedback(class, id));
    replace(out, FEEDBACK, class.students.keys().map(told))?;
    replace(out, SITE, site(class).into_iter())?;
    for layout in [&[Layout::Plain], layouts].concat() {
        put(&out.join(layout.file()), &gradebook(class, layout)?)?;
    }
    put(&out.join("results.jsonl"), &lines::lines(class))
}

fn put(file: &Path, text: &str) -> Result<(), Fault> {
    whole::write(file, text).map_err(|error| Fault::file("write", file, &error))
}

/// A folder of somebody else's is left alone.
fn check_ours(folder: &Path) -> Result<(), Fault> {
    let is_free = !folder.exists() || folder.join(OURS).is_file();
    if is_free {
        return Ok(());
    }
    let what = format!("{} holds what `grade collect` did not write", printable(folder));
    Err(Fault::new(what, "name another folder with `--out`, or move that one away"))
}

/// Writes a folder, and puts it in the place of an older one.
fn replace(
    out: &Path,
    name: &str,
    files: impl Iterator<Item = (String, String)>,
) -> Result<(), Fault> {
    let folder = out.join(name);
    let failed = |error: &std::io::Error| Fault::file("write", &folder, error);
    let new =
        tempfile::Builder::new().prefix(".collect-").tempdir_in(out).map_err(|e| failed(&e))?;
    let whole = new.path().join("new");
    let write = |(file, text): (String, String)| -> std::io::Result<()> {
        let path = whole.join(file);
        fs::create_dir_all(path.parent().unwrap_or(&whole))?;
        fs::write(path, text)
    };
    std::iter::once((OURS.to_owned(), String::new()))
        .chain(files)
        .try_for_each(write)
        .map_err(|error| failed(&error))?;
    // What is moved here goes with the temporary folder.
    let old = new.path().join("old");
    let had_one = folder.exists();
    if had_one {
        fs::rename(&folder, &old).map_err(|error| failed(&error))?;
    }
    fs::rename(&whole, &folder).map_err(|error| {
        if had_one {
            let _ = fs::rename(&old, &folder);
        }
        failed(&error)
    })
}

/// What is said on the screen.
fn said(class: &Class, out: &Path) -> String {
    let mut text = String::new();
    let unread = class.entries.len() - class.marked();
    let _ = writeln!(
        text,
        "{} submissions of {} students: {} graded, {unread} without a grade, {} to be graded again",
        class.entries.len(),
        class.students.len(),
        class.marked(),
        class.open()
    );
    let changed = || {
        let with = |entry: &'_ crate::collect::Entry| {
            entry.mark.as_ref().ok().is_some_and(|mark| mark.change.is_some())
        };
        class.entries.iter().filter(move |entry| with(entry))
    };
    let number = changed().count();
    if number > 0 {
        let _ = writeln!(text, "\nJudged again from their samples, {number} change:");
    }
    for entry in changed().take(CHANGES_SHOWN) {
        let Some(change) = entry.mark.as_ref().ok().and_then(|m| m.change.as_ref()) else {
            continue;
        };
        let slug = entry.exercise.as_deref().unwrap_or_default();
        let _ = writeln!(
            text,
            "  {} {slug}: {} to {}. {}",
            entry.student, change.before, change.after, change.why
        );
    }
    if number > CHANGES_SHOWN {
        let _ = writeln!(text, "  … and {} more: the pages name all", number - CHANGES_SHOWN);
    }
    let out = out.display();
    let _ = write!(
        text,
        "\nThe gradebook: {out}/gradebook.csv\nThe pages: {out}/{SITE}/index.html\n\
         For each student: {out}/{FEEDBACK}/\nAll results: {out}/results.jsonl\n"
    );
    visible(&text)
}
