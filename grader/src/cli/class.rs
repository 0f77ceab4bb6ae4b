//! `grade make-class`: writes a made-up class as files, to rehearse a run with, and beside
//! it the verdicts that are right.

use super::{ACCEPTED, CommandContext, json_text, print, write_whole};
use crate::class::{Sources, Submission, class};
use crate::course::Course;
use crate::fault::Fault;
use crate::report::visible;
use clap::Args;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct ClassArgs {
    /// The folder to write, which must not be there yet
    folder: PathBuf,
    /// How many students there are
    #[arg(long, value_name = "N", default_value = "20", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    students: u32,
    /// The exercises that they hand in (by default all)
    #[arg(long = "exercise", value_name = "EXERCISE")]
    exercises: Vec<String>,
    /// The seed: another number makes another class
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,
}

/// The folder of what is handed in, in the class's folder.
const SUBMISSIONS: &str = "submissions";
/// The file with the right verdicts.
const KNOWN: &str = "known.json";

impl CommandContext {
    pub(super) fn make_class(&self, args: &ClassArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let made = class(&sources(&course, &args.exercises)?, args.students as usize, args.seed);
        let folder = self.here.join(&args.folder);
        if folder.exists() {
            let what = format!("{} is there already", folder.display());
            return Err(Fault::new(what, "name a folder that is not there, or remove it"));
        }
        // An interrupt leaves no folder that looks like a class.
        let unfinished = beside(&folder)?;
        for one in &made {
            write(unfinished.path(), one)?;
        }
        write_whole(&unfinished.path().join(KNOWN), &json_text(&known(&made))?)?;
        let unfinished = unfinished.keep();
        fs::rename(&unfinished, &folder).map_err(|error| Fault::file("make", &folder, &error))?;
        let shown = visible(&args.folder.display().to_string());
        print(&format!(
            "{} submissions: {shown}/{SUBMISSIONS}\nTheir right verdicts: {shown}/{KNOWN}\n",
            made.len()
        ));
        Ok(ACCEPTED)
    }
}

fn sources(course: &Course, words: &[String]) -> Result<Vec<Sources>, Fault> {
    if words.is_empty() {
        let names = course.names()?;
        return names.iter().map(|name| Sources::of(&course.read(name)?)).collect();
    }
    words.iter().map(|word| Sources::of(&course.exercise(word)?)).collect()
}

/// A folder with a name of its own, in the same folder.
fn beside(folder: &Path) -> Result<tempfile::TempDir, Fault> {
    let parent = folder.parent().unwrap_or(Path::new("/"));
    let made = tempfile::Builder::new().prefix(".class-").tempdir_in(parent);
    made.map_err(|error| Fault::file("make", folder, &error))
}

fn write(folder: &Path, one: &Submission) -> Result<(), Fault> {
    let folder = folder.join(SUBMISSIONS).join(&one.student).join(&one.exercise);
    let file = folder.join("student.rs");
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, &one.bytes));
    written.map_err(|error| Fault::file("write", &file, &error))
}

fn known(made: &[Submission]) -> Value {
    let line = |one: &Submission| {
        json!({
            "student": one.student,
            "exercise": one.exercise,
            "made_of": one.made_of,
            "edits": one.edits,
            "verdict": one.verdict,
        })
    };
    made.iter().map(line).collect()
}
