//! `grade watch`, and the grading that it starts: the same as any, but told to a
//! program.

use super::{ACCEPTED, FAULT, exit_code};
use super::{CommandContext, GradeArgs, remember};
use crate::fault::Fault;
use crate::grade::Graded;
use crate::process::companion;
use crate::progress::Progress;
use crate::watch::{self, Message, Setup};
use clap::Args;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Write};

#[derive(Debug, Args)]
pub struct WatchArgs {
    /// The exercise to begin with (by default the first that is not done)
    exercise: Option<String>,
}

impl CommandContext {
    /// Grades whenever the student saves, on a screen of its own.
    pub(super) fn watch(&self, args: &WatchArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let names = course.names()?;
        let chosen = if let Some(word) = &args.exercise {
            Some(course.exercise(word)?.name)
        } else {
            let progress = Progress::read(&course.root)?;
            names.iter().find(|name| !progress.is_done(&name.slug)).cloned()
        };
        let first = chosen.or_else(|| names.first().cloned()).ok_or_else(|| {
            Fault::new("this course has no exercise", "`grade new NAME` writes one")
        })?;
        self.needs_a_terminal(&first.slug)?;
        let isolation = clap::ValueEnum::to_possible_value(&self.isolation);
        let isolation = isolation.map(|value| value.get_name().to_owned()).unwrap_or_default();
        let mut options: Vec<OsString> = ["--isolation", &isolation].map(OsString::from).into();
        options.extend(["--course".into(), course.root.clone().into_os_string()]);
        options.extend(self.color.then(|| OsString::from("--color")));
        let program = self.launcher.clone();
        let (command, color) = (self.command.to_owned(), self.color);
        watch::watch(Setup { program, options, course, first, command, color })?;
        Ok(ACCEPTED)
    }

    fn needs_a_terminal(&self, slug: &str) -> Result<(), Fault> {
        let is_dumb = std::env::var_os("TERM").is_some_and(|name| name == "dumb");
        if io::stdin().is_terminal() && io::stdout().is_terminal() && !is_dumb {
            return Ok(());
        }
        let hint = format!("use `{} {slug}`, which grades once", self.command);
        Err(Fault::new("`watch` draws on a screen, and this is not a terminal", hint))
    }

    /// Grades once and writes each event as it comes. Whatever happens, a line
    /// says so.
    pub(super) fn events(&self, args: &GradeArgs) -> u8 {
        companion::end_with_parent();
        match self.graded_aloud(args) {
            Ok(graded) => {
                let code = exit_code(graded.verdict);
                tell(&Message::Graded(Box::new(graded)));
                code
            }
            Err(fault) => {
                tell(&Message::from(fault));
                FAULT
            }
        }
    }

    fn graded_aloud(&self, args: &GradeArgs) -> Result<Graded, Fault> {
        let course = self.course()?;
        let exercise = course.exercise(args.exercise.as_deref().unwrap_or_default())?;
        let candidate = self.candidate(&exercise, &args.which)?;
        let options = args.options();
        let graded =
            self.grader(&course)?.grade(&exercise, &candidate, &options, &mut |event| {
                tell(&Message::from(&event));
            })?;
        remember(&course, &graded, &candidate, &options)?;
        Ok(graded)
    }
}

/// Writes one line. After a measured pair it waits until the listening program has
/// taken it in, so that nothing of that program runs beside a timed run. Without a
/// listener it ends: a grading that no program hears is no use.
fn tell(message: &Message) {
    let mut stdout = io::stdout();
    let told = stdout.write_all(message.line().as_bytes()).and_then(|()| stdout.flush());
    if told.is_err() {
        std::process::exit(FAULT.into());
    }
    if message.waits() {
        // At the end of the input there is nobody to wait for.
        let _ = io::stdin().read(&mut [0]);
    }
}
