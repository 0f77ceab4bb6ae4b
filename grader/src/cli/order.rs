//! The order of what was typed: an option that holds for every command may stand before it.

use super::Cli;
use clap::CommandFactory as _;
use std::ffi::OsString;

/// Options of every command that take a value, and those that take none.
const WITH_VALUE: [&str; 2] = ["--course", "--isolation"];
const ALONE: [&str; 1] = ["--yes"];

/// The same arguments with the command first, where only such options stand before it: an
/// option before a command is otherwise one of a grading, and a grading takes no command.
pub(super) fn command_first(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let mut at = 1;
    while let Some(word) = arguments.get(at).and_then(|word| word.to_str()) {
        let name = word.split('=').next().unwrap_or_default();
        at += match (WITH_VALUE.contains(&name), ALONE.contains(&word)) {
            (true, _) if name == word => 2,
            (true, _) | (_, true) => 1,
            _ => break,
        };
    }
    let word = arguments.get(at).and_then(|word| word.to_str());
    if word.is_some_and(|word| Cli::command().find_subcommand(word).is_some()) {
        arguments[1..=at].rotate_right(1);
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_for_every_command_may_stand_before_it() {
        let check = |typed: &str, expected: &str| {
            let words = typed.split(' ').map(OsString::from).collect();
            let ordered = command_first(words);
            let ordered: Vec<_> = ordered.iter().filter_map(|word| word.to_str()).collect();
            assert_eq!(ordered.join(" "), expected);
        };
        check("grade --course a list", "grade list --course a");
        check("grade --course=a --yes new b", "grade new --course=a --yes b");
        check("grade --isolation off --course a list", "grade list --isolation off --course a");
        for as_it_is in [
            "grade list --course a",
            "grade --course list",
            "grade --course a spin",
            "grade --quick list",
            "grade",
        ] {
            check(as_it_is, as_it_is);
        }
    }
}
