//! `grade`: the program. Everything is in the library.

use grader::process::tier;
use grader::{cli, measure::probe, process};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os();
    let Some(program) = arguments.next() else { return ExitCode::from(2) };
    match arguments.next() {
        Some(first) if first == process::LAUNCH => {
            eprintln!("error: {}", process::launch(arguments));
            ExitCode::from(2)
        }
        Some(first) if first == probe::PROBE => probe::serve(),
        Some(first) if first == tier::ATTACK => {
            println!("{}", tier::attack(arguments).join("\n"));
            ExitCode::SUCCESS
        }
        _ => cli::run(std::env::current_exe().unwrap_or_else(|_| program.into())),
    }
}
