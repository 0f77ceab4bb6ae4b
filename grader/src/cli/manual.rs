//! `grade completions` and `grade man`: the program about itself, for shells and
//! for `man`.

use super::{ACCEPTED, Cli, CommandContext, print_data};
use crate::fault::Fault;
use clap::builder::PossibleValuesParser;
use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

#[derive(Debug, Args)]
pub struct ManArgs {
    /// The command that the page is about (by default the program)
    command: Option<String>,
}

const PROGRAM: &str = "grade";

impl CommandContext {
    /// Writes a script for a shell. Inside a course it knows the exercises, too.
    pub(super) fn completions(&self, args: &CompletionsArgs) -> u8 {
        let names = self.course().and_then(|course| course.names()).unwrap_or_default();
        let slugs: Vec<String> = names.into_iter().map(|name| name.slug).collect();
        let mut command = with_exercises(Cli::command(), &slugs);
        let mut script = Vec::new();
        clap_complete::generate(args.shell, &mut command, PROGRAM, &mut script);
        print_data(&String::from_utf8_lossy(&script));
        ACCEPTED
    }
}

/// Writes a page for `man`.
pub(super) fn man(args: &ManArgs) -> Result<u8, Fault> {
    let mut program = Cli::command().name(PROGRAM).bin_name(PROGRAM);
    program.build();
    let command = match &args.command {
        None => program,
        Some(word) => page_of(&program, word)?,
    };
    let mut page = Vec::new();
    Man::new(command)
        .render(&mut page)
        .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
    print_data(&String::from_utf8_lossy(&page));
    Ok(ACCEPTED)
}

fn page_of(program: &Command, word: &str) -> Result<Command, Fault> {
    let found = program.find_subcommand(word).filter(|command| !command.is_hide_set());
    let name = format!("{PROGRAM}-{word}");
    found.map(|command| command.clone().name(name)).ok_or_else(|| {
        let what = format!("there is no command `{word}`");
        Fault::new(what, format!("`{PROGRAM} --help` lists them"))
    })
}

/// The command line with the exercises that there are, wherever one is named.
fn with_exercises(command: Command, slugs: &[String]) -> Command {
    if slugs.is_empty() {
        return command;
    }
    let commands: Vec<String> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    commands.into_iter().fold(named(command, slugs), |command, name| {
        command.mut_subcommand(name, |command| named(command, slugs))
    })
}

fn named(command: Command, slugs: &[String]) -> Command {
    let is_one = |id: &str| id == "exercise" || id == "exercises";
    let ids: Vec<_> = command
        .get_arguments()
        .map(|argument| argument.get_id().clone())
        .filter(|id| is_one(id.as_str()))
        .collect();
    ids.into_iter().fold(command, |command, id| {
        let values = PossibleValuesParser::new(slugs.to_vec());
        command.mut_arg(id, |argument| argument.value_parser(values))
    })
}
