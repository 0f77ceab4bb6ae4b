//! `grade new`: writes an exercise, by flags or by the answers to some questions.

use super::predict::asked;
use super::{ACCEPTED, Cli, CommandContext, print};
use crate::course::{Course, Exercise};
use crate::fault::Fault;
use crate::new::{self, Begin, Counted, Inputs, Like, Order, Purpose, Wanted};
use clap::{Args, CommandFactory, ValueEnum};
use std::fmt::Write as _;
use std::io::IsTerminal as _;

#[derive(Clone, Debug, Args)]
pub struct NewArgs {
    /// The exercise's name: package, function and argument of this program; without one you are asked
    slug: Option<String>,
    /// The exercise's number (by default the next free one)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=99))]
    number: Option<u32>,
    /// The title that people read (by default the slug in words)
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Begin as this exercise, in place of a template's small one
    #[arg(long, value_name = "EXERCISE", conflicts_with_all = ["goal", "counted", "files"])]
    like: Option<String>,
    /// What the goal is about
    #[arg(long, value_name = "KIND", default_value = "cores")]
    goal: GoalKind,
    /// What has a limit besides time
    #[arg(long, value_name = "WHAT")]
    counted: Option<CountedKind>,
    /// Inputs are folders of files that the spec prepares
    #[arg(long)]
    files: bool,
}

/// A kind of goal, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum GoalKind {
    /// Faster than the baseline, by a share of the cores
    Cores,
    /// Faster on all cores than on one
    Scaling,
    /// Faster than cores can bring: a better algorithm
    Speed,
    /// The same, and its time grows as it should
    Growth,
    /// The student's choice is nearly the best of a sweep
    Sweep,
}

/// What is counted, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CountedKind {
    /// The memory that a process has in use at once
    Memory,
}

impl From<GoalKind> for Purpose {
    fn from(kind: GoalKind) -> Self {
        match kind {
            GoalKind::Cores => Self::Cores,
            GoalKind::Scaling => Self::Scaling,
            GoalKind::Speed => Self::Speed,
            GoalKind::Growth => Self::Growth,
            GoalKind::Sweep => Self::Sweep,
        }
    }
}

impl NewArgs {
    fn wanted(&self) -> Wanted {
        Wanted {
            purpose: self.goal.into(),
            counted: self.counted.map(|CountedKind::Memory| Counted::Memory),
            inputs: if self.files { Inputs::Files } else { Inputs::Values },
        }
    }
}

impl CommandContext {
    /// Writes a new exercise and says what to do next.
    pub(super) fn new_exercise(&self, args: &NewArgs) -> Result<u8, Fault> {
        let args = &self.answered(args)?;
        let slug = args.slug.as_deref().unwrap_or_default();
        check_no_command(slug)?;
        let course = self.course()?;
        let grader = self.grader(&course)?;
        let like = args.like.as_ref().map(|word| course.exercise(word)).transpose()?;
        let stub = like.as_ref().map(|like| self.stub_of(&course, like)).transpose()?;
        let begin = match like.as_ref().zip(stub.as_deref()) {
            Some((exercise, stub)) => Begin::Like(Like { exercise, stub }),
            None => Begin::Template(args.wanted()),
        };
        let order = Order { slug, number: args.number, title: args.title.as_deref(), begin };
        let name = new::create(&course, &grader.compiler, &order)?;
        let made = course.read(&name)?;
        print(&self.next_steps(&made, like.as_ref())?);
        Ok(ACCEPTED)
    }

    /// What was typed, with the answers where a name is missing. Where nobody can answer,
    /// nothing is asked.
    fn answered(&self, args: &NewArgs) -> Result<NewArgs, Fault> {
        let mut args = args.clone();
        if args.slug.is_some() {
            return Ok(args);
        }
        if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
            let hint = format!("name it: `{} new my_topic`", self.command);
            return Err(Fault::new("a new exercise needs a name", hint));
        }
        let course = self.course()?;
        let slug = asked("Its name, such as `largest_gap`: ", |text| named(&course, text.trim()))?;
        let own = "The title that people read (Enter: the name in words): ";
        let title = asked(own, |text| Ok(Some(text.trim().to_owned()).filter(|t| !t.is_empty())))?;
        args.title = args.title.or(title);
        args.slug = Some(slug);
        if args.like.is_some() {
            return Ok(args);
        }
        args.goal = asked(&kinds(), |text| one_of(text, Some(GoalKind::Cores)))?;
        if matches!(args.goal, GoalKind::Cores | GoalKind::Scaling) {
            args.files = asked("Are its inputs folders of files? [y/N] ", yes)?;
            if !args.files && asked("Shall memory have a limit? [y/N] ", yes)? {
                args.counted = Some(CountedKind::Memory);
            }
        }
        Ok(args)
    }

    fn next_steps(&self, made: &Exercise, like: Option<&Exercise>) -> Result<String, Fault> {
        let (folder, slug, command) = (&made.name.folder, &made.name.slug, self.command);
        let alternatives = made.accepted()?.len() + made.serial()?.len();
        let held =
            format!("solution, {alternatives} alternatives, {} mutants", made.mutants()?.len());
        let problem = match like {
            None => "Its problem is a small one of a template. Put".to_owned(),
            Some(other) => format!("Its problem is that of\n`{}`. Put", other.name.slug),
        };
        Ok(format!(
            "\nA new exercise, complete and sound. {problem} yours in its place, file by file:\n\n  \
             exercises/{folder}/     stub, spec and goals\n  \
             solutions/{folder}/     {held}\n  \
             lessons/src/{folder}.md, and its line in SUMMARY.md\n\n{}\n  {}\n  {}\n  {}\n",
            self.paint.strong("Next: read lessons/src/adding_an_exercise.md. As you go:"),
            self.paint.strong(&format!("{command} {slug} --solution")),
            self.paint.strong(&format!("{command} verify {slug}")),
            self.paint.strong(&format!("{command} calibrate {slug}")),
        ))
    }
}

/// Refuses the name of a command: it could not be typed.
fn check_no_command(slug: &str) -> Result<(), Fault> {
    if Cli::command().find_subcommand(slug).is_some() || slug == "help" {
        let what = format!("`{slug}` is a command of this program");
        return Err(Fault::new(what, format!("name the exercise `my_{slug}`, say")));
    }
    Ok(())
}

/// A name that nothing else has, as far as that can be told before anything is written.
fn named(course: &Course, slug: &str) -> Result<String, String> {
    let checked = check_no_command(slug).and_then(|()| new::check_slug(slug));
    checked.map_err(|fault| format!("{}; {}", fault.what, fault.hint))?;
    let names = course.names().map_err(|fault| fault.what)?;
    if names.iter().any(|name| name.slug == slug) {
        return Err(format!("`{slug}` is taken"));
    }
    Ok(slug.to_owned())
}

/// The kinds of goals, a line each.
fn kinds() -> String {
    let mut text = "What is its goal about?\n".to_owned();
    for kind in GoalKind::value_variants() {
        let Some(value) = kind.to_possible_value() else { continue };
        let help = value.get_help().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(text, "  {:<8} {help}", value.get_name());
    }
    text + "(Enter: cores) "
}

fn one_of<T: ValueEnum>(text: &str, by_itself: Option<T>) -> Result<T, String> {
    match (text.trim(), by_itself) {
        ("", Some(value)) => Ok(value),
        (word, _) => T::from_str(word, true).map_err(|_| format!("`{word}` is none of these")),
    }
}

fn yes(text: &str) -> Result<bool, String> {
    match text.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(true),
        "" | "n" | "no" => Ok(false),
        other => Err(format!("`{other}` is neither yes nor no")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_or_asked_for_again() {
        assert_eq!(one_of(" Sweep\n", Some(GoalKind::Cores)), Ok(GoalKind::Sweep));
        assert_eq!(one_of("\n", Some(GoalKind::Cores)), Ok(GoalKind::Cores));
        assert!(one_of::<GoalKind>("", None).is_err());
        assert!(one_of("fast", Some(GoalKind::Cores)).is_err());
        assert_eq!((yes("Y\n"), yes("\n"), yes("no")), (Ok(true), Ok(false), Ok(false)));
        assert!(yes("perhaps").is_err());
        assert!(kinds().lines().count() == 7, "{}", kinds());
    }
}
