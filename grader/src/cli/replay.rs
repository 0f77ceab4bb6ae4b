//! `grade replay`: a stored result judged again from its samples, by the rules that it was
//! judged by, or by others.

use super::{CommandContext, exit_code, print};
use crate::fault::Fault;
use crate::grade::Graded;
use crate::grade::again::{Change, Rules, Wanted, change, check_goals, check_goals_of, judged_by};
use crate::grade::stored::{NoResult, Stored};
use crate::report;
use crate::words;
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// The result that `--json` has written
    file: PathBuf,
    /// Judge by another goal: `CASE=1.5x`, `CASE=75%` or `CASE={ efficiency = 0.75 }`
    #[arg(long = "goal", value_name = "CASE=GOAL")]
    goals: Vec<String>,
    /// Judge by the goals and limits that the course has today
    #[arg(long)]
    manifest: bool,
}

impl CommandContext {
    /// Judges written evidence again.
    pub(super) fn replay(&self, args: &ReplayArgs) -> Result<u8, Fault> {
        let graded = read(&args.file)?;
        let (verdict, reason) = graded.judged_again();
        if verdict != graded.verdict {
            print(&format!("{verdict}: {}\n", report::visible(&words::reason(&reason))));
            let what = format!("the file says {}, its evidence says {verdict}", graded.verdict);
            let hint = "the file was changed, or written by another version of the grader";
            return Err(Fault::new(what, hint));
        }
        if graded.confirmed.is_some() && graded.confirmed != graded.is_confirmed() {
            let what = "the file's `confirmed` does not follow from its evidence";
            return Err(Fault::new(what, "the file was changed: grade again"));
        }
        if args.goals.is_empty() && !args.manifest {
            print(&format!("{verdict}: {}\n", report::visible(&words::reason(&reason))));
            return Ok(exit_code(verdict));
        }
        let goals: Vec<Wanted> =
            args.goals.iter().map(|goal| Wanted::parse(goal)).collect::<Result<_, _>>()?;
        let exercise =
            if args.manifest { Some(self.course()?.exercise(&graded.exercise)?) } else { None };
        let manifest = exercise.as_ref().map(|exercise| &exercise.manifest);
        match manifest {
            Some(manifest) => check_goals(&goals, manifest)?,
            None => check_goals_of(&goals, &graded)?,
        }
        let again = judged_by(&graded, &Rules { manifest, goals: &goals });
        print(&report::visible(&told(&graded, &again)));
        Ok(exit_code(again.verdict))
    }
}

/// What another judgement says, and what it changes.
fn told(graded: &Graded, again: &Graded) -> String {
    let said = format!("{}: {}\n", again.verdict, words::reason(&again.reason));
    match change(graded, again) {
        None => format!("{said}\nThe verdict stays.\n"),
        Some(Change { before, after, why }) => {
            format!("{said}\nThe verdict changes from {before} to {after}. {why}\n")
        }
    }
}

/// Reads a result that is one.
fn read(file: &Path) -> Result<Box<Graded>, Fault> {
    match Stored::read(file)? {
        Stored::Graded(graded) => Ok(graded),
        Stored::NoResult(NoResult { fault, .. }) => {
            let what = format!("{} holds no result: {}", file.display(), fault.what);
            Err(Fault::new(what, fault.hint))
        }
    }
}
