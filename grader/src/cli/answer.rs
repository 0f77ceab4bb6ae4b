//! `grade solution` and `reset`: what a student does with a file of theirs besides
//! grading it.

use super::{ACCEPTED, CommandContext, print};
use crate::fault::Fault;
use crate::process::Spawner;
use crate::progress::Progress;
use crate::report::learn::{self, Compared};
use crate::report::quoted;
use crate::reset;
use clap::Args;

#[derive(Debug, Args)]
pub struct SolutionArgs {
    /// The exercise: its name or its number
    exercise: String,
    /// Show the solution before you have passed
    #[arg(long)]
    spoil: bool,
    /// Show how this mutant differs from the solution
    #[arg(long, value_name = "NAME")]
    mutant: Option<String>,
}

#[derive(Debug, Args)]
pub struct ResetArgs {
    /// The exercise: its name or its number
    exercise: String,
}

impl CommandContext {
    /// Shows the course's solution beside the student's file, or a mutant beside it.
    pub(super) fn solution(&self, args: &SolutionArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let exercise = course.exercise(&args.exercise)?;
        let slug = &exercise.name.slug;
        if !args.spoil && !Progress::read(&course.root)?.is_done(slug) {
            let what = format!("you have not passed `{slug}` yet, and its solution would spoil it");
            let hint = format!(
                "`{0} hint {slug}` helps less; `{0} solution {slug} --spoil` shows it all the same",
                self.command
            );
            return Err(Fault::new(what, hint));
        }
        let solution = exercise.solution()?;
        let other = match &args.mutant {
            Some(name) => exercise.mutant(name)?,
            None => exercise.student()?,
        };
        let [other_path, path] = [&other, &solution].map(|file| file.path.display().to_string());
        let (other, solution) = ((&*other_path, &*other.source), (&*path, &*solution.source));
        print(&match args.mutant {
            Some(_) => learn::difference([solution, other], self.paint),
            None => learn::solution(&Compared { own: other, solution }, self.paint),
        });
        Ok(ACCEPTED)
    }

    /// Puts the stub back in the place of the student's file, which is kept.
    pub(super) fn reset(&self, args: &ResetArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let exercise = course.exercise(&args.exercise)?;
        let spawner = Spawner::new(self.launcher.clone(), self.isolation.into());
        let stub = reset::stub(&spawner, &course, &exercise)?;
        let file = format!("exercises/{}/student.rs", exercise.name.folder);
        if exercise.student().is_ok_and(|own| own.source == stub) {
            print(&format!("{file} is the stub already. Nothing was changed.\n"));
            return Ok(ACCEPTED);
        }
        let is_there = exercise.folder().join("student.rs").exists();
        let question = format!("Put the stub back in the place of {file}? Your file is kept.");
        match if is_there { self.answer(&question) } else { Some(true) } {
            Some(true) => {}
            Some(false) => {
                print("Nothing was changed.\n");
                return Ok(ACCEPTED);
            }
            None => {
                let what =
                    format!("`reset` asks before it changes {file}, and nobody can answer here");
                let slug = &exercise.name.slug;
                let hint = format!("`{} reset {slug} --yes` does not ask", self.command);
                return Err(Fault::new(what, hint));
            }
        }
        let Some(kept) = reset::reset(&spawner, &course, &exercise)? else {
            print(&format!("{file} is there again: the stub.\n"));
            return Ok(ACCEPTED);
        };
        let kept = quoted(&kept.display().to_string());
        print(&format!(
            "{file} is the stub again. Your file is kept: {kept}\n\n{}\n  {}\n",
            self.paint.dim("To have it back, in the course's folder:"),
            self.paint.dim(&format!("cp {kept} {}", quoted(&file))),
        ));
        Ok(ACCEPTED)
    }
}
