//! What instructors type: `grade verify`, which holds the course to its laws, and
//! `new`, which writes an exercise.

use super::{ACCEPTED, Cli, Desk, INCONCLUSIVE, REJECTED, print};
use crate::course::{Course, Exercise};
use crate::fault::Fault;
use crate::new::{self, Order};
use crate::report::verified;
use crate::verify::{self, Depth, Finding, Standing};
use clap::{Args, CommandFactory};

#[derive(Debug, Args)]
pub struct NewArgs {
    /// Its name: package, function and argument of this program
    slug: String,
    /// Its number; by itself, the next free one
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=99))]
    number: Option<u32>,
    /// What a person calls it; by itself, the slug in words
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
}

impl Desk {
    pub(super) fn verify(&self, words: &[String], depth: Depth) -> Result<u8, Fault> {
        let course = self.course()?;
        let exercises = chosen(&course, words)?;
        let grader = self.grader(&course)?;
        let mut findings: Vec<Finding> = Vec::new();
        verify::verify(&grader, &course, &exercises, depth, &mut |finding| {
            print(&format!("{}\n", verified::line(&finding, self.paint)));
            findings.push(finding);
        })?;
        print(&format!("\n{}\n", verified::summary(&findings)));
        if let Some(matrix) = verified::confusion(&findings) {
            print(&format!("\n{matrix}\n"));
        }
        if depth == Depth::Diagnosis && !verify::diagnosed_well(&findings) {
            return Ok(REJECTED);
        }
        let any = |standing| findings.iter().any(|finding| finding.standing == standing);
        Ok(match (any(Standing::Broken), any(Standing::Unclear)) {
            (true, _) => REJECTED,
            (false, true) => INCONCLUSIVE,
            (false, false) => ACCEPTED,
        })
    }

    /// Writes a new exercise and says what to do next.
    pub(super) fn new_exercise(&self, args: &NewArgs) -> Result<u8, Fault> {
        if Cli::command().find_subcommand(&args.slug).is_some() || args.slug == "help" {
            let what = format!("`{}` is a command of this program", args.slug);
            return Err(Fault::new(what, format!("name the exercise `my_{}`, say", args.slug)));
        }
        let course = self.course()?;
        let grader = self.grader(&course)?;
        let NewArgs { slug, number, title } = args;
        let order = Order { slug, number: *number, title: title.as_deref() };
        let name = new::create(&course, &grader.compiler, &order)?;
        let (folder, command) = (&name.folder, self.command);
        print(&format!(
            "\nA new exercise, complete and sound. Its problem is a small one: the largest gap\n\
             between neighbours. Put yours in its place, file by file:\n\n  \
             exercises/{folder}/     stub, spec and goals\n  \
             solutions/{folder}/     solution and 4 mutants\n  \
             lessons/src/{folder}.md, and its line in SUMMARY.md\n\n{}\n  {}\n  {}\n",
            self.paint.strong("Next: read lessons/src/adding_an_exercise.md. As you go:"),
            self.paint.strong(&format!("{command} {slug} --solution")),
            self.paint.strong(&format!("{command} verify {slug}")),
        ));
        Ok(ACCEPTED)
    }
}

/// The exercises that were named; by itself, all.
fn chosen(course: &Course, words: &[String]) -> Result<Vec<Exercise>, Fault> {
    if words.is_empty() {
        return course.names()?.iter().map(|name| course.read(name)).collect();
    }
    words.iter().map(|word| course.exercise(word)).collect()
}
